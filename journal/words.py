"""The closed lists of the workbook: which words a school may write, in Russian or English, and what each means."""

from journal.cells import Cell, Wrong, line, prose

_LOOK_ALIKES = str.maketrans("abekmhopctxy", "авекмнорстху")


def fold_word(text: str) -> str:
    """Letters and digits only, lower case, ё as е: how titles and words of lists are compared."""
    return "".join(sign for sign in text.casefold() if sign.isalnum()).replace("ё", "е")


class Words:
    """A closed list: parses one word of it; the first word of each meaning is what the template offers."""

    def __init__(self, **meanings: str) -> None:
        self.offered = tuple(words.split(",")[0].strip() for words in meanings.values())
        self.meanings = {fold_word(word): meaning for meaning, words in meanings.items() for word in words.split(",")}
        self.meanings |= {fold_word(meaning): meaning for meaning in meanings}

    def __call__(self, cell: Cell) -> str:
        folded = fold_word(line(cell))
        found = self.meanings.get(folded)
        if found is None and len(folded) <= 2:  # a code typed on the Latin keyboard: H for Н
            found = self.meanings.get(folded.translate(_LOOK_ALIKES))
        if found is None:
            raise Wrong("одно из: " + ", ".join(self.offered), "такого значения нет в списке")
        return found


class WordList:
    """Several words of a closed list, separated by commas or semicolons."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def __call__(self, cell: Cell) -> tuple[str, ...]:
        parts = prose(cell).replace(";", ",").replace("\n", ",").split(",")
        return tuple(dict.fromkeys(self.words(part) for part in parts if part.strip()))


LEGAL_FORMS = Words(
    municipal="муниципальная, муниципальное, муниципальный, муниципальное бюджетное, муниципальное автономное",
    state="государственная, государственное, государственный, государственное бюджетное, казённая, казённое",
    private="частная, частное, частный, негосударственная, негосударственное",
)
REGULATIONS = Words(
    **{"24h": "24h, 24 часа, 24 ч, сутки, 1 день", "3d": "3d, 3 дня, 3 дн, три дня, 3 days, 72 часа, 72h"}
)
TERM_KINDS = Words(
    quarter="четверть",
    trimester="триместр",
    half_year="полугодие, half year, semester, semestr",
    year="год, учебный год, school year",
    vacation="каникулы, vacations, holiday, holidays",
)
ROLES = Words(
    teacher="учитель, преподаватель, педагог, учитель-предметник",
    homeroom="классный руководитель, кл. руководитель, классрук, homeroom teacher, class teacher",
    administrator="администратор, завуч, заместитель директора, директор, admin",
    deputy="просмотр, только просмотр, завуч просмотр, заместитель без права решать, read only",
)
CHANGE_KINDS = Words(
    substitution="замена, замена учителя, замена предмета, замена урока",
    cancellation="отмена, отменён, отменен урок, урок отменён, cancelled, canceled, cancel",
    move="перенос, перенесён, урок перенесён, moved",
    room="кабинет, замена кабинета, смена кабинета, другой кабинет",
    extra="дополнительный, дополнительный урок, доп, доп. урок, additional",
)
ATTENDANCE = Words(
    absent="Н, отсутствовал, отсутствовала, отсутствует, отсутствие, не был, не была, неявка, пропуск, ОТ, НБ",
    ill="Б, болел, болела, болеет, болезнь, болен, больна, по болезни, пропуск по болезни, sick, illness",
    excused="УП, У, УВ, уважительная причина, по уважительной причине, пропуск по уважительной причине, уважительная",
    unexcused="НП, неуважительная причина, по неуважительной причине, пропуск по неуважительной причине, "
    "без уважительной причины, неуважительная, прогул",
    late="ОП, опоздание, опоздал, опоздала, lateness",
)
EXAM_STATUSES = Words(
    preliminary="предварительный, предварительно, предварительные",
    official="официальный, официально, официальные, утверждён, утверждено",
    appeal="апелляция, на апелляции, апелляционный, после апелляции",
    annulled="аннулирован, аннулировано, аннулированный, cancelled, canceled",
)
REMARK_KINDS = Words(
    remark="замечание",
    recommendation="рекомендация, рекомендации, совет",
    praise="похвала, благодарность, поощрение",
)
_WEEKDAYS = Words(
    **{
        "1": "понедельник, пн, пон, monday, mon, mo",
        "2": "вторник, вт, втр, tuesday, tue, tu",
        "3": "среда, ср, срд, wednesday, wed, we",
        "4": "четверг, чт, чтв, thursday, thu, th",
        "5": "пятница, пт, птн, friday, fri, fr",
        "6": "суббота, сб, суб, saturday, sat, sa",
        "7": "воскресенье, вс, вск, sunday, sun, su",
    }
)
WEEKDAYS_OFFERED = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")


def weekday(cell: Cell) -> int:
    """1 (Monday) to 7, from a number, `пн`, `понедельник` or `Monday`."""
    try:
        return int(_WEEKDAYS(cell))
    except Wrong:
        raise Wrong("день недели: 1–7 или пн, вт, ср, чт, пт, сб, вс", "это не день недели") from None
