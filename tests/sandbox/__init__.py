"""The sandbox itself, judged by the real client libraries: aiogram and vk_api over HTTP on loopback."""
