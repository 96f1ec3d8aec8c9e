"""Schema migrations (Alembic), run by `storage.upgrade` at every start. New: python -m storage.migrations SUBJECT."""
