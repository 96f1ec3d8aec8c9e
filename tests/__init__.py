"""How Rodnik behaves: flows, storage and readers, on real parts (SQLite file, PostgreSQL, HTTP on loopback)."""
