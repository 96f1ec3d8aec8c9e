"""The local Telegram Bot API: what a bot may ask, what it is refused, what it hears.

Imports the sandbox's world only.
"""
