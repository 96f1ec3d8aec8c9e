"""Every page of the console, in one visible table: where, who answers, and from which seats it may be used."""

from collections.abc import Awaitable, Callable

from fastapi import Response

from console.gate import Page, Seats
from console.listing import Listing
from console.pages import (
    account,
    announcements,
    audit,
    classes,
    composing,
    consents,
    deadlines,
    imports,
    looks,
    people,
    person,
    requests,
    rules,
    sign_in,
    system,
    timeliness,
    today,
)
from console.visit import Handler, Visit
from school.seats import Seat

Rows = Callable[[Visit], Awaitable[Listing]]
ANYBODY: Seats | None = None
STAFF: Seats = frozenset(Seat)
READERS: Seats = frozenset({Seat.ADMINISTRATOR, Seat.DEPUTY})
OWNERS: Seats = frozenset({Seat.ADMINISTRATOR, Seat.TEACHER})
ADMINISTRATORS: Seats = frozenset({Seat.ADMINISTRATOR})


def _sheet(path: str, rows: Rows, seats: Seats) -> Page:
    """The list of a page as XLSX."""

    async def handler(visit: Visit) -> Response:
        return await visit.sheet(await rows(visit))

    return Page(f"{path}.xlsx", handler, seats)


def _post(path: str, handler: Handler, seats: Seats | None, *fields: str, upload: bool = False) -> Page:
    return Page(path, handler, seats, "POST", fields, upload)


PAGES = (
    Page("/sign-in", sign_in.sign_in, ANYBODY),
    _post("/sign-in", sign_in.ask, ANYBODY, "number", "next"),
    Page("/sign-in/wait", sign_in.wait, ANYBODY),
    Page("/sign-in/password", sign_in.password, ANYBODY),
    _post("/sign-in/password", sign_in.password_given, ANYBODY, "number", "password", "one_time"),
    Page("/enter/{link}", sign_in.opened, ANYBODY),
    _post("/enter/{link}", sign_in.confirmed, ANYBODY, "code"),
    _post("/sign-out", sign_in.leave, STAFF, "everywhere"),
    Page("/", today.today, STAFF),
    Page("/live.json", today.live, READERS),
    Page("/requests", requests.requests, READERS),
    _sheet("/requests", requests.rows, READERS),
    _sheet("/requests/decided", requests.decided_rows, READERS),
    Page("/requests/matching", requests.all_matching, ADMINISTRATORS),
    _post("/requests/matching", requests.approve_all, ADMINISTRATORS, "chosen"),
    Page("/requests/{id}/form/{page}", requests.scan, ADMINISTRATORS),
    _post("/requests/{id}/approve", requests.approve, ADMINISTRATORS),
    _post("/requests/{id}/reject", requests.reject, ADMINISTRATORS, "reason", "own"),
    _post("/requests/{id}/undo", requests.undo, ADMINISTRATORS),
    Page("/second-looks", looks.looks, ADMINISTRATORS),
    _sheet("/second-looks", looks.rows, ADMINISTRATORS),
    _post("/second-looks/export", looks.ask_export, ADMINISTRATORS),
    _post("/second-looks/{id}", looks.decide, ADMINISTRATORS, "answer"),
    _post("/export", looks.export, ADMINISTRATORS),
    Page("/people", people.people, STAFF),
    _sheet("/people", people.rows, STAFF),
    Page("/people/{id}", person.person, STAFF),
    Page("/people/{id}/proof.pdf", deadlines.proof, READERS),
    _post("/people/{id}/invite", person.invite, ADMINISTRATORS),
    _post("/people/{id}/form", person.form, ADMINISTRATORS, "guardian"),
    _post("/people/{id}/contacts/{contact}/unlink", person.unlink, ADMINISTRATORS, "reason"),
    _post("/people/{id}/restrict/{student}", person.restrict, ADMINISTRATORS, "document", "lift"),
    _post(
        "/people/{id}/consents",
        person.consent,
        ADMINISTRATORS,
        *("guardian", "student", "purpose", "channel", "number", "signed_on", "word"),
    ),
    _post(
        "/people/{id}/consents/withdraw",
        person.withdraw,
        ADMINISTRATORS,
        *("guardian", "student", "purpose", "channel"),
    ),
    _post("/people/{id}/password", person.reset_password, ADMINISTRATORS),
    Page("/consents", consents.consents, STAFF),
    _sheet("/consents", consents.rows, STAFF),
    Page("/paper", consents.paper, STAFF),
    _sheet("/paper", consents.paper_rows, STAFF),
    Page("/announcements", announcements.announcements, STAFF),
    _sheet("/announcements", announcements.rows, STAFF),
    Page("/announcements/new", composing.new, OWNERS),
    _post("/announcements/new", composing.draft, OWNERS, *composing.FIELDS),
    Page("/announcements/{id}/edit", composing.edit, OWNERS),
    _post("/announcements/{id}/edit", composing.edited, OWNERS, *composing.FIELDS),
    Page("/announcements/{id}/preview", composing.preview, OWNERS),
    _post("/announcements/{id}/attach", composing.attach, OWNERS, "file", upload=True),
    _post("/announcements/{id}/detach", composing.detach, OWNERS),
    _post("/announcements/{id}/send", composing.send, OWNERS, "asked"),
    _post("/announcements/{id}/schedule", composing.schedule, OWNERS, "at"),
    Page("/announcements/{id}", announcements.announcement, STAFF),
    _sheet("/announcements/{id}/families", announcements.told_rows, STAFF),
    _post("/announcements/{id}/remind", announcements.remind, OWNERS),
    _post("/announcements/{id}/correct", announcements.correct, OWNERS, "text"),
    _post("/announcements/{id}/recall", announcements.recall, OWNERS),
    Page("/deadlines", deadlines.deadlines, STAFF),
    _sheet("/deadlines", deadlines.rows, STAFF),
    Page("/proof", deadlines.find_proof, READERS),
    Page("/cases", deadlines.cases, STAFF),
    _sheet("/cases", deadlines.case_rows, STAFF),
    _post("/cases/{id}/told", deadlines.told, OWNERS),
    Page("/classes", classes.classes, STAFF),
    _sheet("/classes", classes.rows, STAFF),
    Page("/classes/{id}", classes.one_class, STAFF),
    _sheet("/classes/{id}/families", classes.family_rows, STAFF),
    _post("/classes/{id}/remind", classes.remind, OWNERS),
    Page("/timeliness", timeliness.kept, READERS),
    _sheet("/timeliness", timeliness.kept_rows, READERS),
    Page("/held", timeliness.held, READERS),
    _sheet("/held", timeliness.held_rows, READERS),
    Page("/imports", imports.imports, READERS),
    _sheet("/imports", imports.rows, READERS),
    _post("/imports", imports.upload, ADMINISTRATORS, "file", upload=True),
    Page("/imports/{id}", imports.one_import, READERS),
    _post("/imports/{id}/take", imports.take, ADMINISTRATORS, "confirm_removals"),
    _post("/imports/{id}/drop", imports.drop, ADMINISTRATORS),
    Page("/rules", rules.rules, READERS),
    _post("/rules", rules.change_rules, ADMINISTRATORS, "digest_time", "quiet_hours"),
    _post("/rules/levels", rules.change_level, ADMINISTRATORS, "rule", "level", "number", "day", "until"),
    Page("/audit", audit.audit, READERS),
    _sheet("/audit", audit.rows, READERS),
    _post("/audit/verify", audit.verify, READERS),
    Page("/system", system.system, READERS),
    _sheet("/system/channels", system.rows, READERS),
    _post("/system/parked", system.decide_parked, ADMINISTRATORS, "row", "what"),
    _post("/system/backup", system.backup, ADMINISTRATORS),
    Page("/account", account.account, STAFF),
    _post("/account/password", account.new_password, STAFF, "password"),
    _post("/account/password/confirm", account.first_one_time, STAFF, "one_time"),
    _post("/account/password/forget", account.no_password, STAFF),
)
"""A new page is a line here; tests/console/test_roles.py visits every line from every seat."""
