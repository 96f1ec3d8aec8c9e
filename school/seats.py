"""Where a member of staff sits at the console, and what may be done from there (R29)."""

from enum import StrEnum

from school.access import Role


class Seat(StrEnum):
    ADMINISTRATOR = "administrator"  # everything
    DEPUTY = "deputy"  # reads everything, changes nothing
    TEACHER = "teacher"  # the own class


def seat_of(role: Role, duties: tuple[str, ...], leads: bool) -> Seat | None:
    """The seat of a person; None: no place at the console. `leads`: a class teacher of some class."""
    if role is not Role.STAFF:
        return None
    if "administrator" in duties:
        return Seat.ADMINISTRATOR
    if "deputy" in duties:
        return Seat.DEPUTY
    return Seat.TEACHER if leads else None
