"""Messengers on your own machine: a local Telegram and VK with a chat page, to try and to test against.

May import school.
"""
