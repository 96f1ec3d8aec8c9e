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
        me = _facts(_noted(ask_telegram(settings, "getMe", PATIENCE), heard))
    except Unanswered as trouble:
        proxy = "RODNIK_TELEGRAM_PROXY" if settings.telegram_proxy else ""
        way = "RODNIK_TELEGRAM_TOKEN", "возьмите токен у @BotFather заново"
        yield broken("telegram", _trouble(*way, settings.telegram_api_url, trouble, proxy))
        return
    yield ok("telegram", f"бот @{me.get('username', '?')} отвечает")
    name = settings.telegram_bot_name
    if name and name.lower() != str(me.get("username", "")).lower():
        said = f"RODNIK_TELEGRAM_BOT_NAME — {name}, а бота зовут {me.get('username')}"
        yield warning("telegram", f"{said}: исправьте или оставьте пустым")
    yield from _webhook(settings, heard)


def _webhook(settings: Settings, heard: list[datetime]) -> Iterator[Finding]:
    try:
        found = _facts(_noted(ask_telegram(settings, "getWebhookInfo", PATIENCE), heard))
    except Unanswered as trouble:
        yield warning("telegram_webhook", f"Telegram не сказал, задан ли адрес для вызова: {trouble}")
        return
    url, wanted = str(found.get("url") or ""), settings.telegram_webhook_url
    if url and not wanted:
        yield warning("telegram_webhook", "бота сейчас вызывает кто-то другой (webhook); run снимет этот адрес")
    elif wanted and not url.startswith(wanted):
        yield warning("telegram_webhook", "Telegram пока вызывает не этот адрес: его задаёт запуск (run)")
    elif wanted and found.get("last_error_message"):
        waiting = f"ждут сообщений: {found.get('pending_update_count', '?')}"
        said = f"Telegram не дозвонился до {wanted} — {found['last_error_message']}; {waiting}"
        yield warning("telegram_webhook", f"{said}; проверьте адрес, сертификат и веб-сервер")


def _vk(settings: Settings, heard: list[datetime]) -> Iterator[Finding]:
    try:
        answer = _noted(ask_vk(settings, "groups.getById", PATIENCE, group_id=settings.vk_group_id), heard)
        found = answer.get("groups", []) if isinstance(answer, dict) else answer
    except Unanswered as trouble:
        way = "RODNIK_VK_TOKEN", "создайте ключ заново: сообщество → Управление → Работа с API"
        yield broken("vk", _trouble(*way, settings.vk_api_url, trouble))
        return
    ids = [_facts(group).get("id") for group in found] if isinstance(found, list) else []
    if settings.vk_group_id not in ids:
        said = f"RODNIK_VK_GROUP_ID: ключ не от сообщества {settings.vk_group_id}"
        yield broken("vk", f"{said}; исправьте номер или создайте ключ в этом сообществе")
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
        rules = _facts(ask_vk(settings, "groups.getLongPollSettings", PATIENCE, group_id=settings.vk_group_id).result)
    except Unanswered as trouble:
        return warning("vk_longpoll", f"ВКонтакте не сказал, включён ли Long Poll API ({trouble}); {_SWITCH}")
    events = _facts(rules.get("events"))
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


def _facts(said: Any) -> dict[str, Any]:
    """What a platform said, if it has the form that it should have."""
    return said if isinstance(said, dict) else {}


def _trouble(setting: str, mend: str, url: str, trouble: Unanswered, proxy: str = "") -> str:
    if trouble.refused:
        return f"{setting}: {url} отказывает — {str(trouble).rstrip('.')}; {mend}"
    return f"{url}: {trouble}; проверьте {proxy or 'сеть: открывается ли этот адрес с сервера'}"
