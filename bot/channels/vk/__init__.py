"""VK: what is said to and heard from a community's API. The only package that knows vk_api."""
