"""Who plays in the demo: people with a messenger each, in the order of the page."""

from dataclasses import dataclass

from bot.demo.people import ANNA, BELOVA, ELENA, ILYINA, KRYLOVA, PETR, SERGEY, VIKTOR
from sandbox.world import Platform
from school.messenger import Channel


@dataclass(frozen=True, slots=True)
class Actor:
    """`code` is the school's, "" for somebody the school does not know; `says` is what the page offers to type."""

    platform: Platform
    name: str
    role: str
    code: str = ""
    phone: str | None = None
    says: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Consent:
    """One paper in the school's folder."""

    guardian: str
    pupil: str
    channel: Channel
    number: str
    student_access: bool = False


MEETING = "Родительское собрание в среду в 18:30, кабинет 24."

CAST: dict[str, Actor] = {
    "anna": Actor(
        "telegram",
        ANNA.name,
        "мама Марии и Петра",
        ANNA.code,
        ANNA.phone,
        ("оценки Марии за четверть", "какие завтра уроки у Пети?", "что задано на среду"),
    ),
    "krylova": Actor("telegram", KRYLOVA.name, "завуч, администратор", KRYLOVA.code),
    "petr": Actor("vk", "Пётр Орлов", "ученик 9Б, 15 лет", PETR, None, ("дз", "оценки по геометрии", "замены")),
    "belova": Actor("telegram", BELOVA.name, "классный руководитель 7А", BELOVA.code, None, (MEETING,)),
    "elena": Actor("vk", ELENA.name, "мама Артёма, 7А", ELENA.code, None, ("оценки", "дз на завтра")),
    "sergey": Actor("telegram", SERGEY.name, "папа, согласия не давал", "", SERGEY.phone, ("оценки",)),
    "viktor": Actor("telegram", VIKTOR.name, "папа Софьи, ограничен судом", VIKTOR.code, VIKTOR.phone, ("оценки",)),
    "ilyina": Actor("vk", ILYINA.name, "второй администратор", ILYINA.code),
    "stranger": Actor("telegram", "Олег Тихонов", "посторонний", says=("оценки", "7Q2MX-4T9KC-0ZB3D-1VFHE")),
}
"""Сергей has no code: he shares his phone, as who lost the paper would."""
