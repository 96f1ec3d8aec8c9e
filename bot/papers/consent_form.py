"""The consent form as data: every word that a guardian signs (152-FZ art. 9 p. 4); its hash is its version."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from bot.papers.press import HERE
from school.institution import Person, School
from school.purposes import Purpose
from storage.kin import Kin

CHANNELS = (
    ("ВКонтакте", "ООО «ВК», серверы в России"),
    ("Telegram", "Telegram FZ-LLC, передача данных за границу"),
)
WHO = (
    "фамилия, имя, отчество, класс ученика; "
    "фамилия, имя, отчество, телефон и учётная запись представителя в мессенджере"
)
PURPOSES: dict[Purpose, tuple[str, str]] = {
    Purpose.LESSONS: (
        "сообщать и отвечать об оценках, посещении и уроках ребёнка",
        "текущие оценки и средний балл, пропуски и опоздания, домашние задания, темы уроков, расписание и замены, "
        "контрольные работы, замечания учителей",
    ),
    Purpose.RESULTS: (
        "сообщать и отвечать о результатах экзаменов и итоговых оценках ребёнка",
        "результаты ЕГЭ, ОГЭ, ВПР и других экзаменов, итоговые оценки за четверть, полугодие и год",
    ),
    Purpose.ANNOUNCEMENTS: (
        "передавать объявления классного руководителя",
        "тексты и файлы объявлений для класса, в котором учится ребёнок, отметка об ознакомлении",
    ),
    Purpose.STUDENT_ACCESS: (
        "дать ребёнку собственный доступ к сведениям о его учёбе",
        "учётная запись ребёнка в мессенджере; оценки, пропуски, задания, расписание, результаты и итоговые оценки",
    ),
}
ACTIONS = (
    "сбор, запись, систематизация, накопление, хранение, уточнение, извлечение, использование, передача владельцу "
    "мессенджера, отмеченного ниже, блокирование, удаление, уничтожение; с использованием средств автоматизации"
)
TERM = (
    "с даты подписания до окончания обучения ребёнка в школе, его совершеннолетия или отзыва согласия — что наступит "
    "раньше; после этого сведения в «Роднике» уничтожаются в срок до 3 дней"
)
WITHDRAW = (
    "в любой момент: словом «согласие» в чате с ботом школы или заявлением в школу. Рассылка прекращается сразу. "
    "Отказ и отзыв не влияют на обучение: школа сообщит те же сведения на бумаге, бесплатно"
)
OWN_TERM = (
    "с даты подписания до окончания обучения или отзыва согласия; после этого сведения уничтожаются в срок до 3 дней"
)


@dataclass(frozen=True, slots=True)
class Slip:
    """How one guardian begins: the one-time code and the links that carry it."""

    code: str
    until: str  # local date
    telegram: str | None
    vk: str | None


def form_version() -> str:
    """The first twelve hex digits of the hash of everything the form says before names are filled in."""
    words = json.dumps([CHANNELS, WHO, PURPOSES, ACTIONS, TERM, WITHDRAW], ensure_ascii=False)
    template = (HERE / "consent_form.typ").read_bytes()
    return sha256(words.encode() + template).hexdigest()[:12]


def consent_form(
    school: School, student: Person, school_class: str, forms: list[tuple[Kin | None, Slip | None]]
) -> dict[str, Any]:
    """What consent_form.typ shows: for each representative (None: filled in by hand) all purposes and the slip."""
    profile = school.profile
    return {
        "version": form_version(),
        "operator": {
            "name": school.name,
            "address": profile.operator_address,
            "inn": profile.operator_inn,
            "responsible": profile.responsible,
        },
        "student": {"name": _name(student), "class": school_class, "code": student.code},
        "channels": [{"name": name, "owner": owner} for name, owner in CHANNELS],
        "purposes": [
            {"purpose": purpose, "aim": aim, "list": f"{WHO}; {facts}"} for purpose, (aim, facts) in PURPOSES.items()
        ],
        "actions": ACTIONS,
        "term": TERM,
        "withdraw": WITHDRAW,
        "forms": [{"kin": _kin(kin), "slip": _slip(slip)} for kin, slip in forms],
    }


def _name(person: Person) -> str:
    return " ".join(filter(None, (person.last_name, person.first_name, person.middle_name)))


def _kin(kin: Kin | None) -> dict[str, str]:
    if kin is None:
        return {"name": "", "basis": ""}
    return {"name": _name(kin.guardian), "basis": ", ".join(filter(None, (kin.relation, kin.document)))}


def _slip(slip: Slip | None) -> dict[str, Any] | None:
    if slip is None:
        return None
    links = [("Telegram", slip.telegram), ("ВКонтакте", slip.vk)]
    found = [{"name": name, "url": url, "qr": _qr(url)} for name, url in links if url]
    return {"code": slip.code, "until": slip.until, "links": found or [{"name": "", "url": "", "qr": _qr(slip.code)}]}


def _qr(text: str) -> str:
    import segno

    svg: str = segno.make(text, error="m", micro=False).svg_inline(border=2, light="white")
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
