"""Whole walks through the running service: real process, real database, real HTTP to the sandbox (design §7)."""
