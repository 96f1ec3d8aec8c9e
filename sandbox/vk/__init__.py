"""The local VK API for one community: methods, execute, uploads, long poll.

Imports the sandbox's world only.
"""
