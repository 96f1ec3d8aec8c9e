"""Who is who in the demo's school: pupils, families and staff. All of it is made up; the phones lead nowhere."""

from dataclasses import dataclass
from datetime import date

SCHOOL = "Школа «Ключевая»"


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody on a list of the school, by the school's own code."""

    code: str
    last: str
    first: str
    middle: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class Pupil(Human):
    school_class: str = ""
    born: date = date.min


@dataclass(frozen=True, slots=True)
class Teacher(Human):
    roles: str = "учитель"


@dataclass(frozen=True, slots=True)
class Tie:
    """A row of «Представительство»; `restriction` is the court's paper."""

    guardian: str
    pupil: str
    relation: str
    restriction: str = ""


def _pupils(school_class: str, first_code: int, names: str) -> tuple[Pupil, ...]:
    """`names`: «Фамилия Имя ГГГГ-ММ-ДД», one a line."""
    rows = [row.split() for row in names.strip().splitlines()]
    return tuple(
        Pupil(f"У{first_code + place}", last, first, school_class=school_class, born=date.fromisoformat(born))
        for place, (last, first, born) in enumerate(rows)
    )


SEVENTH, NINTH = "7А", "9Б"
LISTED_IN = 2026  # birth dates are of this school year; in another year everybody moves along
PUPILS = (
    *_pupils(
        SEVENTH,
        701,
        """
        Орлова Мария 2013-03-14
        Лисина Софья 2013-07-02
        Громов Артём 2013-11-21
        Ершова Полина 2013-01-30
        Зайцев Кирилл 2013-09-09
        Ким Алиса 2013-05-17
        Валеев Тимур 2012-12-25
        Соколова Ева 2013-04-06
        """,
    ),
    *_pupils(
        NINTH,
        901,
        """
        Орлов Пётр 2011-05-04
        Назаров Глеб 2011-02-19
        Мельник Дарья 2011-08-11
        Фомин Илья 2011-10-27
        Руднева Ксения 2011-06-03
        Ахметов Марк 2011-01-15
        Седова Юлия 2011-09-22
        """,
    ),
)
MARIA, SONYA, ARTYOM, PETR = "У701", "У702", "У703", "У901"

ANNA = Human("Р1", "Орлова", "Анна", "Викторовна", "+7 900 555-01-01")
SERGEY = Human("Р2", "Орлов", "Сергей", "Павлович", "+7 900 555-01-02")
VIKTOR = Human("Р3", "Лисин", "Виктор", "Олегович", "+7 900 555-01-03")
ELENA = Human("Р4", "Громова", "Елена", "Андреевна", "+7 900 555-01-04")
GUARDIANS = (
    ANNA,
    SERGEY,
    VIKTOR,
    ELENA,
    Human("Р5", "Лисина", "Марина", "Игоревна", "+7 900 555-01-05"),
    Human("Р6", "Ершова", "Ольга", "Денисовна", "+7 900 555-01-06"),
    Human("Р7", "Зайцев", "Павел", "Юрьевич", "+7 900 555-01-07"),
    Human("Р8", "Ким", "Наталья", "Сергеевна", "+7 900 555-01-08"),
    Human("Р9", "Валеева", "Гузель", "Ринатовна", "+7 900 555-01-09"),
    Human("Р10", "Соколов", "Антон", "Львович", "+7 900 555-01-10"),
    Human("Р11", "Назарова", "Инна", "Борисовна", "+7 900 555-01-11"),
    Human("Р12", "Мельник", "Оксана", "Петровна", "+7 900 555-01-12"),
    Human("Р13", "Фомин", "Роман", "Ильич", "+7 900 555-01-13"),
    Human("Р14", "Руднева", "Алла", "Геннадьевна", "+7 900 555-01-14"),
    Human("Р15", "Ахметова", "Лилия", "Маратовна", "+7 900 555-01-15"),
    Human("Р16", "Седова", "Вера", "Николаевна", "+7 900 555-01-16"),
)
COURT = "Решение суда № 2-1415: без сведений об учёбе"
TIES = (
    Tie("Р1", MARIA, "мать"),
    Tie("Р1", PETR, "мать"),
    Tie("Р2", MARIA, "отец"),
    Tie("Р2", PETR, "отец"),
    Tie("Р3", SONYA, "отец", COURT),
    Tie("Р4", ARTYOM, "мать"),
    Tie("Р5", SONYA, "мать"),
    *(Tie(f"Р{number}", f"У{704 + number - 6}", "родитель") for number in range(6, 11)),
    *(Tie(f"Р{number}", f"У{902 + number - 11}", "родитель") for number in range(11, 17)),
)

KRYLOVA = Teacher("С1", "Крылова", "Ольга", "Николаевна", "+7 900 555-02-01", "завуч, учитель")
ILYINA = Teacher("С2", "Ильина", "Вера", "Сергеевна", "+7 900 555-02-02", "администратор")
BELOVA = Teacher("С3", "Белова", "Ирина", "Павловна", "+7 900 555-02-03", "классный руководитель, учитель")
STAFF = (
    KRYLOVA,
    ILYINA,
    BELOVA,
    Teacher("С4", "Мамаев", "Игорь", "Львович", roles="классный руководитель, учитель"),
    Teacher("С5", "Тарасова", "Анна", "Юрьевна"),
    Teacher("С6", "Шмидт", "Карина", "Эдуардовна"),
    Teacher("С7", "Юсупов", "Дамир", "Айратович"),
    Teacher("С8", "Котова", "Нина", "Степановна"),
    Teacher("С9", "Лебедев", "Пётр", "Андреевич"),
    Teacher("С10", "Жукова", "Мария", "Ивановна"),
)
HOMEROOMS = {SEVENTH: BELOVA.code, NINTH: "С4"}
