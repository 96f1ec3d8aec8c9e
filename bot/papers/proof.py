"""The proof as a paper: every word of it, in Russian and in the school's time."""

from datetime import datetime
from typing import Any

from actions.proving import Event, Proof, Telling
from locales import voice
from school.wording.reasons import reason_words
from school.wording.staff import channel_name
from storage.disclosures import Disclosure
from storage.proof import Word


class _Speaker:
    """Russian words and local times for the paper."""

    def __init__(self, made: Proof) -> None:
        self.school = made.school

    def at(self, instant: datetime | None) -> str:
        return f"{self.school.local(instant):%d.%m.%Y %H:%M:%S}" if instant else "—"

    def where(self, channel: str) -> str:
        return channel_name(voice("ru"), channel)

    def why(self, reason: str | None) -> str:
        return reason_words(voice("ru"), reason) if reason else ""


_RESULTS = {
    "told": "сообщено",
    "maybe": "неизвестно, дошло ли",
    "waiting": "в очереди",
    "not_told": "не сообщено",
    "by_hand": "сообщено лично",
}
_STATES = {"signed": "согласие", "refused": "отказ", "withdrawn": "отозвано"}
_PURPOSES = {
    "lessons": "оценки и уроки",
    "results": "результаты",
    "announcements": "объявления",
    "student_access": "доступ ученика",
}


def proof_paper(made: Proof, event: str | None) -> dict[str, Any]:
    """What proof.typ shows: Russian texts and the school's time."""
    say = _Speaker(made)
    return {
        "school": made.school.name,
        "zone": _zone(made),
        "made_at": say.at(made.made_at),
        "student": {"name": made.student.name, "code": made.student.code, "class": made.student.school_class},
        "kin": [_kin(one) for one in made.kin],
        "scope": f"одно событие, {event}" if event else "всё, что школа должна была сообщить",
        "summary": _summary(made),
        "events": [_event(one, say) for one in made.events],
        "everyday": [_everyday(one, say) for one in made.everyday],
        "words": [_word(word, name, say) for word, name in made.words],
        "audit": _audit(made),
    }


def _zone(made: Proof) -> str:
    offset = made.school.local(made.made_at).utcoffset()
    hours = offset.total_seconds() / 3600 if offset else 0
    return f"UTC{hours:+g} ({made.school.zone.key})"


def _kin(one: Any) -> str:
    notes = [one.relation or "", "доступ ограничен документом" if one.restriction else ""]
    return f"{one.name} ({', '.join(note for note in (*notes, f'код {one.code}') if note)})"


def _summary(made: Proof) -> str:
    tellings = [one for event in made.events for one in event.tellings]
    counts = {name: sum(one.outcome == name for one in tellings) for name in _RESULTS}
    late = sum(_late(event, one) for event in made.events for one in event.tellings)
    said = "; ".join(f"{words} — {counts[name]}" for name, words in _RESULTS.items() if counts[name])
    return f"Событий: {len(made.events)}. Каждому адресату: {said or 'сообщать было нечего'}. Позже срока: {late}."


def _late(event: Event, one: Telling) -> bool:
    told = one.accepted_at or one.by_hand_at
    return bool(event.send_by and told and told > event.send_by)


def _event(event: Event, say: _Speaker) -> dict[str, Any]:
    facts = [f"получено школой {say.at(event.received_at)}"]
    facts += [f"внесено {say.at(event.entered_at)}"] if event.entered_at else []
    facts += [f"сообщить до {say.at(event.send_by)}"] if event.send_by else []
    facts += [f"исправлено, версия {event.version}"] if event.version > 1 else []
    return {
        "title": event.title,
        "event": event.event,
        "facts": facts,
        "tellings": [_telling(event, one, say) for one in event.tellings],
    }


def _telling(event: Event, one: Telling, say: _Speaker) -> dict[str, Any]:
    result = _RESULTS[one.outcome] + (", позже срока" if _late(event, one) else "")
    return {
        "name": one.name,
        "relation": one.relation,
        "person": one.person,
        "consent": _ground(one, say),
        "how": _how(one, event, say),
        "outcome": one.outcome,
        "result": result,
    }


def _ground(one: Telling, say: _Speaker) -> list[str]:
    word = one.consent
    if word is None:
        return ["документа нет"]
    day = f" от {word.signed_on:%d.%m.%Y}" if word.signed_on else ""
    lines = [f"{_STATES[word.state]} № {word.number or '—'}{day}", f"цель: {_PURPOSES.get(word.purpose, word.purpose)}"]
    lines += [f"версия бланка {word.form_version[:12]}"] if word.form_version else []
    if one.contact:
        since = f" с {say.at(one.approved_at)[:10]}" if one.approved_at else ""
        by = f", одобрил(а) {one.approved_by}" if one.approved_by else ""
        lines.append(f"контакт {one.contact}{since}{by}")
    return lines


def _how(one: Telling, event: Event, say: _Speaker) -> list[str]:
    if one.by_hand_at:
        return [
            f"лично: {one.by_hand_by or 'сотрудник школы'}",
            say.at(one.by_hand_at),
            f"потому что {say.why(one.reason)}",
        ]
    if one.outbox is None:
        return [f"не сообщено: {say.why(one.reason)}"]
    older = f" (версия {one.version})" if one.version and one.version != event.version else ""
    lines = [f"{say.where(one.channel or '')}, запись {one.outbox}{older}"]
    if one.accepted_at:
        lines.append(f"принято {say.at(one.accepted_at)}, сообщение {one.message_id or '—'}")
        lines.append(_read(one, say))
        lines += [f"ознакомлен {say.at(one.acknowledged_at)}"] if one.acknowledged_at else []
    else:
        lines += [f"{say.why(one.reason)}"] if one.reason else []
    lines += ["могло прийти дважды"] if one.repeated else []
    return lines


def _read(one: Telling, say: _Speaker) -> str:
    if one.read_at:
        return f"прочитано {say.at(one.read_at)}"
    return "о прочтении Telegram не сообщает" if one.channel == "telegram" else "отметки о прочтении нет"


def _everyday(row: Disclosure, say: _Speaker) -> dict[str, str]:
    sent = row.state == "sent"
    when = f"принято {say.at(row.settled_at)}, № {row.message_id}" if sent else say.why(row.reason) or "в очереди"
    return {
        "day": f"{row.ref_day or say.school.local(row.created_at).date():%d.%m.%Y}",
        "what": "сводка за день" if row.kind == "digest" else "изменения расписания",
        "channel": say.where(row.channel),
        "name": row.person_name,
        "result": when,
    }


def _word(word: Word, name: str, say: _Speaker) -> dict[str, str]:
    day = f" от {word.signed_on:%d.%m.%Y}" if word.signed_on else ""
    return {
        "paper": f"№ {word.number or '—'}{day}",
        "name": name,
        "channel": say.where(word.channel),
        "purpose": _PURPOSES.get(word.purpose, word.purpose),
        "state": _STATES[word.state] + ("" if word.current else ", прежнее"),
        "recorded": say.at(word.recorded_at),
    }


def _audit(made: Proof) -> str:
    if made.audit is None:
        return "Записей нет."
    whole = "проверен при составлении справки: цел" if made.audit_whole else "НЕ ЦЕЛ: справке верить нельзя"
    end = f"{made.audit.rows}:{made.audit.mark}"
    return f"Записей и печать последней — {end}; {whole}. Проверить: python -m bot audit verify --head {end}."
