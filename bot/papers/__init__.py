"""Papers for people outside: typst templates, their words, and the press. Nothing about rights is decided here."""
