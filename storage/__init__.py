"""What we remember: tables (private), set-based queries, inbox, outbox, migrations. May import school."""
