"""One cell of a sheet to one value: the parsers of text, numbers and contacts. A parser never sees an empty cell."""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from school.phones import fold_phone
from school.titles import fold_class

Cell = str | float | int | bool | date | datetime | time | timedelta | None

_SHOWN = 40
_EDGES = " \t\r\n\u200b\u200c\u200d\u2060\ufeff\u00ad"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd]")
_FLOATED = re.compile(r"^(\d+)[.,]0+$")  # what a table program writes into CSV for a whole number
_MARK_IS_DATE = re.compile(
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d{4}-\d{2}-\d{2}.*|"
    r"\d{1,2}[-. ](янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)\w*"
)
_DATES = range(36_526, 54_789)  # Excel's numbers for the days of 2000 to 2049: «4/5» whose format was reset
_INEXACT = 10**15  # Excel keeps fifteen digits
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]{2,}")
_EXCEL_ERRORS = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|VALUE!|NULL!|NUM!|ССЫЛКА!|ДЕЛ/0!|Н/Д|ИМЯ\?|ЗНАЧ!|ПУСТО!|ЧИСЛО!)")
NOT_COUNTED = "#ФОРМУЛА!"  # stands for a formula whose value the file does not keep: read as empty, it would hide a ban
_LONGEST_TEXT, _LONGEST_LINE, _LONGEST_MARK = 20_000, 500, 16
_NUMBER = re.compile(r"[+-]?\d{1,9}(\.\d{1,9})?", re.ASCII)
_DASHES = "\n=+|~"
_NO_HOMEWORK = re.compile(
    r"(дз|домашнеезадание|домашнегозадания)?(нет|незадано|незаданно|неуказан[оа]?|незадавалось|отсутствует|ничего)?|"
    r"(без|нет)(дз|задания|домашнегозадания)|ничегонезадано|none|no|nohomework|na"
)


class Wrong(Exception):
    """A cell that cannot be read. `fatal` False: the value is dropped, the row stays."""

    def __init__(self, expected: str, what: str = "", *, fatal: bool = True) -> None:
        super().__init__(expected)
        self.expected, self.what, self.fatal = expected, what, fatal


def shown(cell: Cell) -> str:
    """The cell as the user sees it, quoted and shortened."""
    line = " ".join(_as_text(cell).split())
    line = "".join(sign if sign.isprintable() else "\ufffd" for sign in line)
    return f"«{line if len(line) <= _SHOWN else line[: _SHOWN - 1] + '…'}»"


def clean(text: str) -> str:
    """NFC, trimmed of spaces and zero-width signs, NBSP as a space, line ends as \\n. Raises Wrong on control signs."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\xa0", " ")
    if _FORBIDDEN.search(text):
        raise Wrong("обычный текст в кодировке UTF-8 или Windows-1251", "повреждённый текст: непечатаемые знаки")
    return unicodedata.normalize("NFC", text).strip(_EDGES)


def _as_text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "ИСТИНА" if cell else "ЛОЖЬ"
    if isinstance(cell, float) and math.isfinite(cell) and cell == int(cell):
        return str(int(cell))  # Excel keeps 5 as 5.0
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return str(cell)


def _text(cell: Cell, longest: int) -> str:
    if isinstance(cell, bool | date | time | timedelta):
        raise Wrong("текст; задайте ячейке текстовый формат", "это дата, время или логическое значение")
    text = clean(cell if isinstance(cell, str) else _as_text(cell))
    if text == NOT_COUNTED:
        raise Wrong("значение; откройте книгу в Excel или LibreOffice и сохраните её", "формула не посчитана")
    if text.startswith("#") and _EXCEL_ERRORS.fullmatch(text):
        raise Wrong("значение; исправьте формулу", "ошибка формулы")
    if len(text) > longest:
        raise Wrong(f"не длиннее {longest} знаков", f"слишком длинно: {len(text)} знаков")
    return text


def line(cell: Cell) -> str:
    """One line of text: names, subjects, kinds; at most 500 characters."""
    return " ".join(_text(cell, _LONGEST_LINE).split())


def prose(cell: Cell) -> str:
    """Text that may have several lines; at most 20,000 characters."""
    return _text(cell, _LONGEST_TEXT)


def ban(cell: Cell) -> str:
    """The document of a restriction. «Нет» and «-» are refused: they would bar whom nobody restricted."""
    text = prose(cell)
    if says_nothing(text):
        raise Wrong("документ; если ограничения нет — пустая ячейка", "неясно, есть ли ограничение")
    return text


def homework(cell: Cell) -> str | None:
    """The task, or None when it says that nothing is set (`-`, `не задано`, `---Не указана---`)."""
    text = prose(cell)
    return None if says_nothing(text) else text


def says_nothing(text: str) -> bool:
    """True for «-», «не задано», «---Не указана---» and their kin: text that stands where nothing was set."""
    if len(text) > 60:
        return False
    kept = "".join(
        sign for sign in text.casefold() if unicodedata.category(sign)[0] not in "PZ" and sign not in _DASHES
    )
    return _NO_HOMEWORK.fullmatch(kept.replace("ё", "е")) is not None


def code(cell: Cell) -> str:
    """The school's own id: `123.0` and «123,0» are `123`, `00123` stays. Excel loses the end of a longer number."""
    if isinstance(cell, int | float) and abs(cell) >= _INEXACT:
        raise Wrong("код; задайте столбцу текстовый формат и введите его заново", "Excel округлил длинный код")
    text = _FLOATED.sub(r"\1", line(cell))
    if len(text) > 64:
        raise Wrong("код не длиннее 64 знаков", "слишком длинный код")
    return text


def school_class(cell: Cell) -> str:
    """A folded class title."""
    try:
        return fold_class(line(cell))
    except ValueError:
        raise Wrong("класс, например 7А или 10 ФМ", "это не класс") from None


def class_list(cell: Cell) -> tuple[str, ...]:
    """Folded class titles, from `5А, 5Б; 6А`; without repetitions, in their order."""
    parts = re.split(r"[,;\n]", prose(cell))
    return tuple(dict.fromkeys(school_class(part) for part in parts if part.strip()))


def mark(cell: Cell) -> str:
    """A mark as it was given: `5`, `4-`, `зач`, `87`; `5.0` is 5. A date is refused: Excel made it of `4/5`."""
    if isinstance(cell, date) or (isinstance(cell, int | float) and cell in _DATES):
        raise Wrong("оценка: 5, 4-, зач, н/а, …", "Excel превратил оценку в дату")
    text = line(cell).replace("−", "-").replace("–", "-")
    if len(text) > _LONGEST_MARK or _MARK_IS_DATE.fullmatch(text.casefold()):
        raise Wrong("оценка: 5, 4-, зач, н/а, … (до 16 знаков)", "это не оценка")
    return _FLOATED.sub(r"\1", text)


def whole(lowest: int, highest: int) -> "WholeNumber":
    """A parser of whole numbers within bounds, both included."""
    return WholeNumber(lowest, highest)


class WholeNumber:
    """Parses `3`, `3.0` and «3» within bounds."""

    def __init__(self, lowest: int, highest: int) -> None:
        self.lowest, self.highest = lowest, highest

    def __call__(self, cell: Cell) -> int:
        number = _number(cell)
        if number is None or number != int(number) or not self.lowest <= number <= self.highest:
            raise Wrong(f"целое число от {self.lowest} до {self.highest}", "это не такое число")
        return int(number)


def weight(cell: Cell) -> float:
    """A positive weight, comma or point."""
    number = _number(cell)
    if number is None or not 0 < number <= 1000:
        raise Wrong("вес больше нуля, например 1 или 1,5", "это не вес")
    return number


def score(cell: Cell) -> float:
    """A score of an exam, zero or more."""
    number = _number(cell)
    if number is None or not 0 <= number <= 10_000:
        raise Wrong("балл: число от нуля", "это не балл")
    return number


def _number(cell: Cell) -> float | None:
    if isinstance(cell, str):
        text = cell.replace("\xa0", " ").strip().replace(",", ".")
        return float(text) if _NUMBER.fullmatch(text) else None
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    return float(cell) if math.isfinite(cell) else None


def phone(cell: Cell) -> str:
    """E.164. A bad number is dropped with a warning: it must not stop the school's import."""
    try:
        return fold_phone(line(cell))
    except ValueError:
        raise Wrong("телефон, например +7 912 345-67-89", "это не номер телефона, он пропущен", fatal=False) from None


def email(cell: Cell) -> str:
    """An address with @ and a dot. A bad one is dropped with a warning."""
    text = line(cell)
    if not _EMAIL.fullmatch(text):
        raise Wrong("адрес, например mama@example.ru", "это не адрес почты, он пропущен", fatal=False)
    return text
