"""What an administrator does at the console: decide, take back, unlink, restrict, record papers, bring a journal."""

import io
import os
from datetime import timedelta

import xlsxwriter
from sqlalchemy import select

from actions.four_eyes import MOST_APPROVALS
from actions.importing import import_source
from actions.uploading import drop_old_uploads
from journal.workbook import open_workbook
from school.access import ContactState, Role
from storage import tables
from storage.audit import rows_about
from storage.links import link_by_id
from storage.people import people_by_code
from storage.scans import add_scan
from storage.ties import sights
from tests.console.conftest import KEY, Console
from tests.world import add, link


async def state_of(console: Console, contact: int) -> ContactState:
    async with console.database.read() as connection:
        found = await link_by_id(connection, contact)
    assert found is not None
    return found.state


async def sees(console: Console, contact: int) -> bool:
    async with console.database.read() as connection:
        found = await sights(connection, console.clock.now(), contact_ids=[contact])
    return any(sight.verdict.allowed for sight in found)


async def acts_of(console: Console, who: str) -> list[str]:
    async with console.database.read() as connection:
        person = f"person:{console.world.people[who]}"
        return [row.act async for row in rows_about(connection, [person]) if row.actor == person]


async def waiting_families(console: Console, count: int) -> list[int]:
    """Requests of families with a phone and a signature each."""
    world, ids = console.world, []
    async with console.database.write() as connection:
        for number in range(count):
            own = {"school_id": world.school, "first_name": "Имя"}
            mother = {"role": "guardian", "code": f"GX{number}", "last_name": "Мать", "phone": f"+7916{number:07d}"}
            guardian = await add(connection, tables.people, **own, **mother)
            pupil = {"role": "student", "code": f"SX{number}", "last_name": "Чадо", "class_id": world.classes["7А"]}
            student = await add(connection, tables.people, **own, **pupil)
            await add(connection, tables.guardianships, guardian_id=guardian, student_id=student)
            for purpose in ("lessons", "results", "announcements"):
                paper = {"channel": "vk", "purpose": purpose, "state": "signed", "current": True}
                who = {"guardian_id": guardian, "student_id": student, "recorded_by": "operator"}
                await add(connection, tables.consents, **paper, **who, recorded_at=console.clock.now())
            chat = {"channel": "vk", "chat": f"77{number}", "language": "ru", "created_at": console.clock.now()}
            account = await add(connection, tables.accounts, **chat, reachable=True, digest=True)
            asked = {"state": "waiting", "requested_at": console.clock.now()}
            ids.append(await add(connection, tables.contacts, account_id=account, person_id=guardian, **asked))
    return ids


async def test_a_request_is_approved_and_a_wrong_approval_is_taken_back_within_a_day(console: Console) -> None:
    (contact,) = await waiting_families(console, 1)
    browser = await console.seat("ilina")
    assert "Мать Имя" in (await browser.get("/requests")).words
    await browser.post(f"/requests/{contact}/approve")
    assert await sees(console, contact)
    assert "Одобрено" in (await browser.get("/requests")).words
    await browser.post(f"/requests/{contact}/undo")
    assert await state_of(console, contact) is ContactState.WAITING
    assert not await sees(console, contact)
    await browser.post(f"/requests/{contact}/approve")
    console.clock.at += timedelta(hours=24)
    late = await console.seat("ilina")
    assert (await late.post(f"/requests/{contact}/undo")).status == 409
    assert await sees(console, contact)
    assert await acts_of(console, "ilina") == [
        *("sign_in_by_link", "approve_contact", "undo_approval", "approve_contact", "sign_in_by_link"),
    ]


async def test_without_a_consent_it_approves_nobody_and_says_why(console: Console) -> None:
    contact = await link(console.database, console.world, "sergey", "telegram", "1002", ContactState.WAITING)
    browser = await console.seat("ilina")
    await browser.post(f"/requests/{contact}/approve")
    page = await browser.get("/requests")
    assert "Одобрить пока нельзя" in page.words
    assert await state_of(console, contact) is ContactState.WAITING


async def test_the_request_says_that_its_person_has_a_messenger_already(console: Console) -> None:
    (contact,) = await waiting_families(console, 1)
    browser = await console.seat("ilina")
    assert "уже подключено" not in (await browser.get("/requests")).words
    await browser.post(f"/requests/{contact}/approve")
    async with console.database.write() as connection:
        person = select(tables.contacts.c.person_id).where(tables.contacts.c.id == contact).scalar_subquery()
        chat = {"channel": "telegram", "chat": "7999", "language": "ru", "created_at": console.clock.now()}
        account = await add(connection, tables.accounts, **chat, reachable=True, digest=True)
        asked = {"state": "waiting", "requested_at": console.clock.now()}
        await add(connection, tables.contacts, account_id=account, person_id=person, **asked)
    assert "У этого человека уже подключено: ВКонтакте с " in (await browser.get("/requests")).words


async def test_each_page_of_a_signed_form_that_came_can_be_looked_at(one_console: Console) -> None:
    (contact,) = await waiting_families(one_console, 1)
    browser = await one_console.seat("ilina")
    assert "Снимок бланка" not in (await browser.get("/requests")).words
    async with one_console.database.write() as connection:
        for page in (1, 2):
            await add_scan(connection, contact, f"{page}.enc", f"form-{page}.jpg", True, one_console.clock.now())
    shown = (await browser.get("/requests")).text
    assert [page for page in (1, 2, 3) if f'href="/requests/{contact}/form/{page}"' in shown] == [1, 2]


async def test_a_reminder_to_a_class_says_to_how_many_before(one_console: Console) -> None:
    browser, place = await one_console.seat("belova"), f"/classes/{one_console.world.classes['7А']}"
    assert "Напомнить 1 человеку" in (await browser.get(place)).words
    assert "Напомним 1 человеку" in (await browser.get((await browser.post(f"{place}/remind")).location)).words


async def test_a_rejection_needs_a_reason(console: Console) -> None:
    contact = await link(console.database, console.world, "sergey", "telegram", "1002", ContactState.WAITING)
    browser = await console.seat("ilina")
    assert (await browser.post(f"/requests/{contact}/reject")).status == 409
    await browser.post(f"/requests/{contact}/reject", own="Это не вы")
    assert await state_of(console, contact) is ContactState.REJECTED


async def test_more_than_twenty_approvals_a_day_need_a_second_administrator(console: Console) -> None:
    ids = await waiting_families(console, MOST_APPROVALS + 2)
    browser, other = await console.seat("ilina"), await console.seat("second")
    page = await browser.get("/requests/matching")
    assert f"Доступ откроется {len(ids)} людям" in page.words
    chosen = [("chosen", str(one)) for one in ids]
    csrf = page.csrf
    asked = await browser._ask("POST", "/requests/matching", data=[("csrf", csrf), *chosen])
    assert asked.location == "/second-looks"
    assert all([await state_of(console, one) is ContactState.WAITING for one in ids])
    own = await browser.get("/second-looks")
    assert "ждёт другого администратора" in own.words
    assert (await browser.post("/second-looks/1", answer="agree")).status == 409  # four eyes, not two
    await other.post("/second-looks/1", answer="agree")
    await browser._ask("POST", "/requests/matching", data=[("csrf", csrf), *chosen])
    assert all([await state_of(console, one) is ContactState.APPROVED for one in ids])


async def test_one_by_one_is_counted_too(one_console: Console) -> None:
    ids = await waiting_families(one_console, MOST_APPROVALS + 1)
    browser = await one_console.seat("ilina")
    for contact in ids[:-1]:
        assert (await browser.post(f"/requests/{contact}/approve")).status == 303
    assert (await browser.post(f"/requests/{ids[-1]}/approve")).status == 409
    one_console.clock.at += timedelta(days=1)
    tomorrow = await one_console.seat("ilina")
    assert (await tomorrow.post(f"/requests/{ids[-1]}/approve")).status == 303


async def test_everything_is_exported_once_after_a_colleague_agreed(console: Console) -> None:
    browser, other = await console.seat("ilina"), await console.seat("second")
    assert (await browser.post("/export")).status == 409
    await browser.post("/second-looks/export")
    async with console.database.read() as connection:
        asked = await connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE kind = 'second_look'")
        assert asked.scalar_one() == 2  # the administrators' messengers hear of it
    assert (await browser.post("/export")).status == 409
    await other.post("/second-looks/1", answer="agree")
    assert (await other.post("/export")).status == 409  # it was agreed to for the one who asked
    seen = await browser.post("/export")
    assert {"people", "consents", "marks"} <= set(seen.sheets)
    assert not {"seal", "code_hash", "token_hash", "chat"} & {
        title for rows in seen.sheets.values() for title in rows[0]
    }
    assert (await browser.post("/export")).status == 409
    assert "export_everything" in await acts_of(console, "ilina")


async def test_an_unlinked_messenger_gets_nothing_and_its_person_hears_why(console: Console) -> None:
    world, browser = console.world, await console.seat("ilina")
    contact, anna = world.contacts["anna", "telegram"], world.people["anna"]
    assert (await browser.post(f"/people/{anna}/contacts/{contact}/unlink")).status == 409
    await browser.post(f"/people/{anna}/contacts/{contact}/unlink", reason="Телефон украли")
    assert not await sees(console, contact)
    assert await sees(console, world.contacts["anna", "vk"])
    async with console.database.read() as connection:
        kinds = (await connection.exec_driver_sql(f"SELECT kind FROM outbox WHERE contact_id = {contact}")).scalars()
        assert list(kinds) == ["decision"]
    maria = world.people["maria"]
    wrong = await browser.post(f"/people/{maria}/contacts/{world.contacts['anna', 'vk']}/unlink", reason="x")
    assert wrong.status == 404


async def test_a_restriction_of_the_schools_own_outlives_the_next_import(console: Console, tmp_path: object) -> None:
    world, browser = console.world, await console.seat("ilina")
    anna, maria, contact = world.people["anna"], world.people["maria"], world.contacts["anna", "telegram"]
    async with console.database.write() as connection:
        await connection.exec_driver_sql(
            f"DELETE FROM guardianships WHERE guardian_id = {anna} AND student_id <> {maria}"
        )
    await browser.post(f"/people/{anna}/restrict/{maria}", document="Решение суда № 2-77")
    assert not await sees(console, contact)
    await take_in(console, {"guardianships": (("Код родителя", "Код ученика", "Кем приходится"), ("G1", "S1", "мать"))})
    assert not await sees(console, contact)
    await browser.post(f"/people/{anna}/restrict/{maria}", lift="yes")
    assert await sees(console, contact)
    viktor, oleg = world.people["viktor"], world.people["oleg"]
    assert (await browser.post(f"/people/{viktor}/restrict/{oleg}", lift="yes")).status == 409  # the journal's own


async def take_in(console: Console, sheets: dict[str, tuple[tuple[str, ...], ...]]) -> None:
    """Import CSV files with these sheets, over the command line's door."""
    folder = console.office.folder / "brought"
    folder.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        (folder / f"{name}.csv").write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    source = open_workbook([folder], "Asia/Yekaterinburg")
    report = await import_source(console.database, source, key=KEY, now=console.clock.now(), confirm_removals=True)
    assert report.applied, report.problems


async def test_a_paper_is_recorded_and_withdrawn_here(console: Console) -> None:
    world, browser = console.world, await console.seat("ilina")
    contact = await link(console.database, world, "sergey", "telegram", "1002")
    sergey = world.people["sergey"]
    fields = {"guardian": "G2", "student": "S1", "channel": "telegram", "purpose": ""}
    paper = {"number": "44", "signed_on": "2026-11-20", "word": "signed"}
    await browser.post(f"/people/{sergey}/consents", **fields, **paper)
    assert await sees(console, contact)
    assert "№ 44" in (await browser.get(f"/people/{sergey}")).words
    await browser.post(f"/people/{sergey}/consents/withdraw", **fields)
    assert not await sees(console, contact)
    for wrong in (
        *({"signed_on": "вчера"}, {"channel": "pigeon"}, {"guardian": "G404"}),
        *({"word": "перо"}, {"purpose": "всё"}),
    ):
        assert (await browser.post(f"/people/{sergey}/consents", **fields | paper | wrong)).status in (404, 409)


def workbook_of(**people: str) -> bytes:
    """A workbook with a list of staff."""
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet("Сотрудники")
        rows = [("Код", "Фамилия", "Имя", "Роли"), *((code, name, "Ирина", "учитель") for code, name in people.items())]
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return kept.getvalue()


async def test_a_journal_is_looked_at_before_it_is_taken_in_and_the_history_says_by_whom(console: Console) -> None:
    browser = await console.seat("ilina")
    seen = await browser.upload("/imports", "Сотрудники.xlsx", workbook_of(T77="Новикова"))
    page = await browser.get(seen.location)
    assert "ждёт решения" in page.words
    async with console.database.read() as connection:
        assert not await people_by_code(connection, "T77", Role.STAFF)
    done = await browser.post(f"{seen.location}/take", confirm_removals="yes")
    async with console.database.read() as connection:
        assert await people_by_code(connection, "T77", Role.STAFF)
    assert done.location == "/imports"
    history = await browser.get("/imports")
    assert "Ильина Вера" in history.words
    assert "Сотрудники.xlsx" in history.words
    assert (await browser.post(f"{seen.location}/take")).status == 409


async def test_a_journal_with_errors_does_not_wait_for_a_decision(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    seen = await browser.upload("/imports", "Ученики.csv", "Код;Фамилия\n1;Орлова\n".encode())
    for path in (seen.location, "/imports"):
        page = (await browser.get(path)).words
        assert "проверен, в нём ошибки" in page
        assert "ждёт решения" not in page


async def test_a_journal_that_was_looked_at_may_be_left(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    seen = await browser.upload("/imports", "Сотрудники.xlsx", workbook_of(T77="Новикова"))
    assert (await browser.post(f"{seen.location}/drop")).location == "/imports"
    assert not [path for path in (one_console.office.folder / "uploads").rglob("*") if path.is_file()]
    async with one_console.database.read() as connection:
        assert not await people_by_code(connection, "T77", Role.STAFF)
    assert "drop_upload" in await acts_of(one_console, "ilina")


async def test_rules_change_all_or_none_and_a_level_above_the_law_asks_for_a_decision(console: Console) -> None:
    async with console.database.write() as connection:
        await connection.exec_driver_sql(
            f"UPDATE schools SET legal_form = 'municipal' WHERE id = {console.world.school}"
        )
    browser = await console.seat("ilina")
    assert (await browser.post("/rules", digest_time="19:30", quiet_hours="когда-нибудь")).status == 409
    assert 'value="18:00"' in (await browser.get("/rules")).text
    await browser.post("/rules", digest_time="19:30")
    assert 'value="19:30"' in (await browser.get("/rules")).text
    level = {"rule": "telegram_level", "level": "full"}
    assert (await browser.post("/rules/levels", **level)).status == 409
    await browser.post("/rules/levels", **level, number="12", day="2026-11-01")
    assert "решение № 12" in (await browser.get("/rules")).words


async def test_an_announcement_goes_through_its_preview_and_is_sent_once(console: Console) -> None:
    browser = await console.seat("belova")
    seventh = str(console.world.classes["7А"])
    draft = await browser.post("/announcements/new", text="Собрание <b>в среду</b>", chosen=seventh, acknowledge="yes")
    page = await browser.get(draft.location)
    assert "Собрание <b>в среду</b>" in page.words.replace("&lt;", "<")
    assert "Не дойдёт до 1: показать" in page.words
    send = draft.location.replace("/preview", "/send")
    first, second = await browser.post(send), await browser.post(send)
    assert (first.status, second.status) == (303, 303)
    status = await browser.get(first.location)
    assert "Уже отправлено" in status.words
    async with console.database.read() as connection:
        sent = await connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE kind = 'announcement'")
        assert 0 < sent.scalar_one() <= 4


async def test_an_upload_that_nobody_decides_on_is_dropped_after_a_day(one_console: Console) -> None:
    browser = await one_console.seat("ilina")
    seen = await browser.upload("/imports", "Сотрудники.xlsx", workbook_of(T77="Новикова"))
    (file,) = [path for path in (one_console.office.folder / "uploads").rglob("*") if path.is_file()]
    day_ago = file.stat().st_mtime - 90_000
    os.utime(file.parent, (day_ago, day_ago))
    later = one_console.clock.now() + timedelta(days=1, minutes=1)
    await drop_old_uploads(one_console.database, later, folder=one_console.office.folder)
    assert not file.exists()
    assert "отменён" in (await browser.get(seen.location)).words
    assert (await browser.post(f"{seen.location}/take")).status == 409


async def test_decided_requests_and_second_looks_are_taken_away_as_lists(console: Console) -> None:
    browser = await console.seat("ilina")
    (request,) = await waiting_families(console, 1)
    await browser.post(f"/requests/{request}/approve")
    await browser.post("/second-looks/export")
    (decided,) = (await browser.get("/requests/decided.xlsx")).sheets.values()
    assert [str(one) for one in decided[1][:3]] == [str(request), "Мать Имя", "ВКонтакте"]
    assert decided[1][3] == "подключён"
    (looks,) = (await browser.get("/second-looks.xlsx")).sheets.values()
    assert looks[1][1].startswith("Ильина")
    assert looks[1][3] == "ждёт другого администратора"
    assert (await (await console.seat("deputy")).get("/second-looks.xlsx")).status == 403
