"""What `check` asks the messengers: are the tokens good, do they send us what we need, do our clocks agree."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot.commands.asking import Answer, Unanswered, ask_telegram, ask_vk
from bot.commands.findings import Finding, broken, ok, warning
from bot.settings import Settings

PATIENCE = 3  # seconds
SLOW, WRONG = 30, 300  # seconds that our clock may differ
_SWITCH = "run включит сам, а не сможет — включите в сообществе: Управление → Работа с API → Long Poll API"
RIGHTS = {
    "messages": "«сообщения сообщества»",
    "manage": "«управление сообществом» (Long Poll API не включится сам)",
    "photos": "«фотографии» (снимки уйдут словами)",
    "docs": "«документы» (файлы уйдут словами)",
}
NEEDED = ("message_new", "message_event", "message_allow", "message_deny")


def look(settings: Settings) -> Iterator[Finding]:
    """Every messenger whose token is set, then the clock by what they said."""
    heard: list[datetime] = []
    if settings.telegram_token:
        yield from _telegram(settings, heard)
    if settings.vk_token:
        yield from _vk(settings, heard)
    if not settings.telegram_token and not settings.vk_token:
        yield warning("messengers", "ни один мессенджер не настроен: задайте RODNIK_TELEGRAM_TOKEN или RODNIK_VK_TOKEN")
    if heard:
        yield _clock(heard[0])


def _telegram(settings: Settings, heard: list[datetime]) -> Iterator[Finding]:
    try:
        me = _noted(ask_telegram(settings, "getMe", PATIENCE), heard)
    except Unanswered as trouble:
        yield broken("telegram", _trouble("RODNIK_TELEGRAM_TOKEN", settings.telegram_api_url, trouble))
        return
    yield ok("telegram", f"бот @{me.get('username', '?')} отвечает")
    name = settings.telegram_bot_name
    if name and name.lower() != str(me.get("username", "")).lower():
        yield warning("telegram", f"RODNIK_TELEGRAM_BOT_NAME — {name}, а бота зовут {me.get('username')}")
    yield from _webhook(settings, heard)


def _webhook(settings: Settings, heard: list[datetime]) -> Iterator[Finding]:
    try:
        url = str(_noted(ask_telegram(settings, "getWebhookInfo", PATIENCE), heard).get("url") or "")
    except Unanswered as trouble:
        yield warning("telegram_webhook", f"Telegram не сказал, задан ли адрес для вызова: {trouble}")
        return
    wanted = settings.telegram_webhook_url
    if url and not wanted:
        yield warning("telegram_webhook", "бота сейчас вызывает кто-то другой (webhook); run снимет этот адрес")
    elif wanted and not url.startswith(wanted):
        yield warning("telegram_webhook", "Telegram пока вызывает не этот адрес: его задаёт запуск (run)")


def _vk(settings: Settings, heard: list[datetime]) -> Iterator[Finding]:
    try:
        answer = _noted(ask_vk(settings, "groups.getById", PATIENCE, group_id=settings.vk_group_id), heard)
        found = answer.get("groups", []) if isinstance(answer, dict) else answer
    except Unanswered as trouble:
        yield broken("vk", _trouble("RODNIK_VK_TOKEN", settings.vk_api_url, trouble))
        return
    ids = [group.get("id") for group in found or []]
    if settings.vk_group_id not in ids:
        yield broken("vk", f"RODNIK_VK_GROUP_ID: токен не от сообщества {settings.vk_group_id}")
        return
    yield ok("vk", f"сообщество {settings.vk_group_name} отвечает")
    yield from _permissions(settings)
    yield _long_poll(settings)


def _permissions(settings: Settings) -> Iterator[Finding]:
    """A token is made with the rights that somebody ticked; without the first nothing is sent at all."""
    try:
        rights = ask_vk(settings, "groups.getTokenPermissions", PATIENCE).result
        given = {right["name"] for right in rights["permissions"]}
    except (Unanswered, KeyError, TypeError):
        yield warning("vk_permissions", "ВКонтакте не сказал, какие права у токена")
        return
    lacking = [words for name, words in RIGHTS.items() if name not in given]
    if "messages" not in given:
        yield broken("vk_permissions", f"у токена нет права {lacking[0]}: создайте ключ заново с этой галочкой")
    elif lacking:
        yield warning("vk_permissions", f"у токена нет прав: {', '.join(lacking)}; создайте ключ заново с ними")
    else:
        yield ok("vk_permissions", "у токена есть все нужные права")


def _long_poll(settings: Settings) -> Finding:
    try:
        rules = ask_vk(settings, "groups.getLongPollSettings", PATIENCE, group_id=settings.vk_group_id).result
    except Unanswered as trouble:
        return warning("vk_longpoll", f"ВКонтакте не сказал, включён ли Long Poll API ({trouble}); {_SWITCH}")
    events = rules.get("events") or {}
    lacking = [name for name in NEEDED if not events.get(name)]
    if not rules.get("is_enabled"):
        return warning("vk_longpoll", f"Long Poll API выключен; {_SWITCH}")
    if lacking:
        return warning("vk_longpoll", f"в Long Poll API не включены события {', '.join(lacking)}; {_SWITCH}")
    return ok("vk_longpoll", "Long Poll API включён, нужные события приходят")


def _clock(theirs: datetime) -> Finding:
    off = int((datetime.now(UTC) - theirs).total_seconds())
    said = f"часы этой машины {'спешат' if off > 0 else 'отстают'} на {abs(off)} с"
    if abs(off) < SLOW:
        return ok("clock", "часы верны")
    return (broken if abs(off) >= WRONG else warning)("clock", f"{said}: включите на ней NTP")


def _noted(answer: Answer, heard: list[datetime]) -> Any:
    if answer.date:
        heard.append(answer.date)
    return answer.result


def _trouble(setting: str, url: str, trouble: Unanswered) -> str:
    return f"{setting}: {url} отказывает — {trouble}" if trouble.refused else f"{url}: {trouble}; проверьте сеть"
