"""How a journal is taken in: rows staged in temporary tables, checked and merged set by set, never row by row.

The rules of every sheet are one visible table (`sheets.SHEETS`); one merge serves them all. Every statement is the same
SQLAlchemy expression on SQLite and PostgreSQL. May import school and storage.tables.
"""
