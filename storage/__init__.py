"""What we remember: tables (private), set-based queries, inbox, outbox, migrations. May import school.

One function = one statement; its docstring says what set it returns. Reads return frozen school values. Every function
takes an open connection first: transactions belong to the caller (actions).
"""
