"""Which failures of the database pass by themselves (it is down, full, busy): the work is to be repeated then."""

from sqlalchemy.exc import DBAPIError

_SQLITE = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN", "SQLITE_READONLY")
_POSTGRESQL = ("08", "40", "53", "57P")  # connection, conflict, resources, shutdown or starting up


def passes(failure: BaseException) -> bool:
    """Whether the same step may well succeed later. Bugs of ours (a wrong statement, a broken rule) do not pass."""
    if isinstance(failure, DBAPIError):
        cause = failure.orig
        name, state = getattr(cause, "sqlite_errorname", "") or "", getattr(cause, "sqlstate", "") or ""
        return failure.connection_invalidated or name.startswith(_SQLITE) or state.startswith(_POSTGRESQL)
    return isinstance(failure, OSError)  # refused, reset, timed out, no room on the disk
