"""What storage keeps and finds, on SQLite and on PostgreSQL."""
