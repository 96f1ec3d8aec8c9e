"""What the words mean and what is allowed: pure Python, no I/O, no framework. May import locales."""
