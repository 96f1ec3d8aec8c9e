"""Telegram: what is said to and heard from the Bot API. The only package that knows aiogram; import it lazily (5 s)."""
