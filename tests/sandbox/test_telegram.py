"""The local Telegram, as aiogram sees it."""

import asyncio
import io

import pytest
from aiogram import Bot
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from aiohttp import web

from sandbox.pace import Limits
from sandbox.server import Sandbox
from tests.sandbox.http import PNG, Http


def inline(text: str, data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=text, callback_data=data)]])


async def test_it_gives_updates_until_a_higher_offset_confirms_them(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    await sandbox.say("telegram", anna, "оценки")
    first, second = await bot.get_updates()
    assert first.message is not None
    assert second.message is not None
    assert (first.message.text, second.message.text) == ("/start CODE42", "оценки")
    assert first.message.from_user is not None
    assert first.message.from_user.id == anna
    assert [u.update_id for u in await bot.get_updates()] == [first.update_id, first.update_id + 1]
    assert await bot.get_updates(offset=first.update_id + 1) == [second]
    assert await bot.get_updates(offset=second.update_id + 1) == []


async def test_it_wakes_a_long_poll_when_somebody_writes(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    (start,) = await bot.get_updates()
    waiting = asyncio.create_task(bot.get_updates(offset=start.update_id + 1, timeout=20))
    await sandbox.say("telegram", anna, "дз")
    (update,) = await waiting
    assert update.message is not None
    assert update.message.text == "дз"


async def test_it_ends_one_of_two_pollers(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    (start,) = await bot.get_updates()
    both = [asyncio.create_task(bot.get_updates(offset=start.update_id + 1, timeout=20)) for _ in range(2)]
    (ended,), (left,) = await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    with pytest.raises(TelegramConflictError, match="terminated by other getUpdates"):
        await ended
    await sandbox.say("telegram", anna, "слышно")
    assert len(await left) == 1


async def test_it_hears_only_the_kinds_of_updates_asked_for(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    await bot.get_updates(offset=-1, allowed_updates=["my_chat_member"])
    await sandbox.say("telegram", anna, "не для бота")
    await sandbox.block("telegram", anna)
    last = (await bot.get_updates())[-1]
    assert last.my_chat_member is not None
    assert last.my_chat_member.new_chat_member.status == "kicked"
    assert len(await bot.get_updates(offset=last.update_id)) == 1


async def test_it_shows_html_as_text_with_spans(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    sent = await bot.send_message(
        anna, "😀 <b>Алгебра &amp; <i>&lt;b&gt;</i></b> <a href='https://example.org'>тут</a>\n"
    )
    assert sent.text == "😀 Алгебра & <b> тут"
    assert sent.html_text == '😀 <b>Алгебра &amp; <i>&lt;b&gt;</i></b> <a href="https://example.org">тут</a>'
    (shown,) = sandbox.chat("telegram", anna)[1:]
    assert shown["spans"][0] == {"offset": 3, "length": 13, "type": "bold"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<b>открыт", 'find end tag corresponding to start tag "b"'),
        ("<b><i>накрест</b></i>", "Unmatched end tag"),
        ("лишний</b>", "Unexpected end tag"),
        ("<script>alert(1)</script>", 'Unsupported start tag "script"'),
        ("5 < 6", "can't parse entities"),
        ("<b> </b>", "message text is empty"),
        ("😀" * 2049, "message is too long"),
    ],
)
async def test_it_refuses_text_the_platform_would_refuse(bot: Bot, anna: int, text: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_message(anna, text)


async def test_it_counts_length_after_parsing(bot: Bot, anna: int) -> None:
    assert (await bot.send_message(anna, f"<b>{'я' * 4096}</b>")).text == "я" * 4096


async def test_it_carries_a_press_and_its_answer(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    sent = await bot.send_message(anna, "Заявка", reply_markup=inline("Одобрить", "ok:1"))
    await sandbox.press("telegram", anna, "Одобрить")
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert query.data == "ok:1"
    assert query.message is not None
    assert query.message.message_id == sent.message_id
    await bot.answer_callback_query(query.id, "Готово")
    assert sandbox.toasts("telegram", anna) == [{"text": "Готово", "alert": False}]
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(query.id)


async def test_it_edits_and_deletes(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    sent = await bot.send_message(anna, "раз", reply_markup=inline("Кнопка", "k"))
    await bot.edit_message_text("<b>два</b>", chat_id=anna, message_id=sent.message_id)
    shown = sandbox.chat("telegram", anna)[-1]
    assert (shown["text"], shown["buttons"], shown["edited"]) == ("два", [], True)
    with pytest.raises(TelegramBadRequest, match="message is not modified"):
        await bot.edit_message_text("<b>два</b>", chat_id=anna, message_id=sent.message_id)
    await bot.delete_message(anna, sent.message_id)
    assert [m["who"] for m in sandbox.chat("telegram", anna)] == ["person"]
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("три", chat_id=anna, message_id=sent.message_id)


async def test_it_refuses_a_button_with_too_much_data(bot: Bot, anna: int) -> None:
    with pytest.raises(TelegramBadRequest, match="BUTTON_DATA_INVALID"):
        await bot.send_message(anna, "x", reply_markup=inline("Я", "я" * 33))


async def test_it_shares_a_phone_in_answer_to_the_request(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    ask = KeyboardButton(text="Поделиться телефоном", request_contact=True)
    asked = await bot.send_message(anna, "Телефон?", reply_markup=ReplyKeyboardMarkup(keyboard=[[ask]]))
    await sandbox.press("telegram", anna, "Поделиться телефоном")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.contact is not None
    assert (message.contact.phone_number, message.contact.user_id) == ("79001234501", anna)
    assert message.reply_to_message is not None
    assert message.reply_to_message.message_id == asked.message_id
    await bot.send_message(anna, "Спасибо", reply_markup=ReplyKeyboardRemove())
    assert sandbox.person("telegram", anna).keyboard == ()


async def test_it_tells_a_forwarded_card_of_somebody_else_apart(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    await sandbox.share_phone(anna, phone="+79005550000", contact_user_id=1, forwarded=True)
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.contact is not None
    assert message.contact.user_id == 1
    assert message.forward_origin is not None


async def test_it_takes_a_picture_and_a_document_and_sends_them_again(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    photo = await bot.send_photo(anna, BufferedInputFile(PNG, "class.png"), caption="<i>7А</i>")
    assert photo.photo is not None
    assert (photo.photo[0].width, photo.caption) == (1, "7А")
    again = await bot.send_photo(anna, photo.photo[0].file_id)
    assert again.photo is not None
    assert again.photo[0].file_unique_id == photo.photo[0].file_unique_id
    await bot.send_document(anna, BufferedInputFile("план".encode(), "план.txt"))
    assert [m["attachments"][0]["name"] for m in sandbox.chat("telegram", anna)[1:]] == [
        "class.png",
        "class.png",
        "план.txt",
    ]
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(anna, BufferedInputFile(b"text", "a.png"))


async def test_it_gives_the_bytes_of_a_persons_file(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    await sandbox.send_file("telegram", anna, "план #7 100%?.pdf", b"%PDF-1.4", caption="вот")
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.document is not None
    assert await _download(bot, message.document.file_id) == b"%PDF-1.4"


async def _download(bot: Bot, file_id: str) -> bytes:
    buffer = io.BytesIO()
    await bot.download(file_id, buffer)
    return buffer.getvalue()


async def test_it_says_why_a_chat_cannot_be_reached(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    stranger = sandbox.add_person("telegram", "Незнакомка")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger, "x")
    await sandbox.block("telegram", anna)
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(anna, "x")
    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(99, "x")
    assert sandbox.ledger.as_json()["refused"]["telegram"] == {"403": 2, "400": 1}


async def test_it_knows_only_its_own_token(sandbox: Sandbox, bot: Bot) -> None:
    assert (await bot.get_me()).username == sandbox.bot.username
    async with Bot("1:WRONG", bot.session) as wrong:
        with pytest.raises(TelegramUnauthorizedError):
            await wrong.get_me()


async def test_it_refuses_a_flood_in_one_chat_and_names_the_seconds(bot: Bot, sandbox: Sandbox, http: Http) -> None:
    async with Sandbox(limits=Limits(telegram_chat_burst=2)) as strict:
        user = strict.add_person("telegram", "Анна")
        await strict.start("telegram", user)
        api = type(http)(http.session, strict.url)
        path, body = f"/bot{strict.telegram_token}/sendMessage", {"chat_id": user, "text": "x"}
        answers = [await api.post(path, body) for _ in range(3)]
        assert [status for status, _ in answers] == [200, 200, 429]
        assert answers[2][1]["parameters"] == {"retry_after": 1}
        assert len(strict.ledger.accepted) == 2


async def test_it_pushes_to_a_webhook_until_it_is_taken(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    seen: list[tuple[str | None, int]] = []
    taken = asyncio.Event()

    async def hook(request: web.Request) -> web.Response:
        seen.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), (await request.json())["update_id"]))
        if len(seen) == 1:
            return web.Response(status=500)
        taken.set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s3cret")
        await asyncio.wait_for(taken.wait(), 10)
        assert len(set(seen)) == 1
        assert seen[0][0] == "s3cret"
        with pytest.raises(TelegramConflictError, match="webhook is active"):
            await bot.get_updates()
        await bot.delete_webhook()
    finally:
        await runner.cleanup()


async def test_it_can_be_told_to_refuse_one_chat(sandbox: Sandbox, bot: Bot, anna: int) -> None:
    other = sandbox.add_person("telegram", "Борис")
    await sandbox.start("telegram", other)
    sandbox.faults.order(platform="telegram", fault="refuse_429", chat=anna, retry_after=7)
    await bot.send_message(other, "доходит")
    with pytest.raises(TelegramRetryAfter) as caught:
        await bot.send_message(anna, "не доходит")
    assert caught.value.retry_after == 7
    await bot.send_message(anna, "теперь доходит")
