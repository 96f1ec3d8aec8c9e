"""The story: the whole path, step by step, each checked. Steps speak to a Stage; papers and files go to the House."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.demo import diary
from bot.demo.cast import Consent
from bot.demo.house import House
from bot.demo.people import ARTYOM, MARIA, NINTH, PETR, SONYA
from bot.demo.stage import Missed, Stage
from school.messenger import Channel

Step = Callable[[Stage, House], Awaitable[None]]
CHILDREN = ("Мария", "Марии", "Пётр", "Петра", "Орлов", "Софья", "Артём", "7А", "9Б")
NOTHING = "Не получилось вас узнать"


async def staff_come_in(stage: Stage, house: House) -> None:
    for who in ("krylova", "ilyina", "belova"):
        await stage.start(who, await house.invite(who))
        await stage.hear(who, "доступ открыт")


async def stranger_learns_nothing(stage: Stage, house: House) -> None:
    spent = await house.invite("ilyina")
    await stage.start("ilyina", spent)
    await stage.hear("ilyina", "С возвращением")
    await stage.start("stranger")
    await stage.hear("stranger", "Здравствуйте", without=CHILDREN)
    answers = set()
    for text in ("7Q2MX-4T9KC-0ZB3D-1VFHE", spent):
        await stage.say("stranger", text)
        answers.add((await stage.hear("stranger", NOTHING, without=CHILDREN)).text)
    if len(answers) != 1:
        raise Missed("один и тот же ответ на неверный и на использованный код", str(answers))


async def mother_waits(stage: Stage, house: House) -> None:
    await stage.start("anna", await house.invite("anna"))
    await stage.hear("anna", "Заявка", "огласия", without=CHILDREN)
    for administrator in ("krylova", "ilyina"):
        await stage.hear(administrator, "Орлова Анна", "Мария", "Пётр", "нет письменного согласия", "***")
    await stage.say("anna", "оценки")
    await stage.hear("anna", "ждёт решения", without=CHILDREN)


async def no_approval_without_consent(stage: Stage, house: House) -> None:
    await stage.press("krylova", "Одобрить")
    await stage.hear("krylova", "Одобрить пока нельзя", "нет письменного согласия")


async def mother_is_approved(stage: Stage, house: House) -> None:
    await house.consent(Consent("Р1", MARIA, Channel.TELEGRAM, "17"))
    await house.consent(Consent("Р1", PETR, Channel.TELEGRAM, "18"))
    await stage.say("ilyina", "заявки")
    await stage.hear("ilyina", "1 заявка")
    await stage.hear("ilyina", "Орлова Анна", "согласие № 17", "согласие № 18")
    await stage.press("krylova", "Одобрить")
    await stage.hear("krylova", "Одобрено", "согласие № 17")
    await stage.hear("ilyina", "Орлова Анна", "Одобрено", "Крылова")
    await stage.hear("anna", "доступ открыт", "Мария", "Пётр")


async def mother_asks(stage: Stage, house: House) -> None:
    for question, word in (("оценки", "Оценки"), ("дз", "Задано")):
        await stage.say("anna", question)
        for child in ("Мария", "Пётр"):
            await stage.hear("anna", word, child)
    await stage.say("anna", "какие завтра уроки у Пети?")
    await stage.hear("anna", "Пётр", "08:30", without=("Мария,",))
    await stage.say("anna", "а что там с погодой?")
    await stage.hear("anna", "помощь")


async def son_needs_his_own_consent(stage: Stage, house: House) -> None:
    await stage.start("petr", await house.invite("petr"))
    await stage.hear("petr", "Заявка", "огласия")
    await stage.hear("krylova", "Орлов Пётр", "ученик")
    card = await stage.hear("ilyina", "Орлов Пётр", "ученик", "нет письменного согласия")
    await stage.press("ilyina", "Одобрить", card)
    await stage.hear("ilyina", "Одобрить пока нельзя")
    await house.consent(Consent("Р1", PETR, Channel.VK, "19", student_access=True))
    await stage.press("ilyina", "Одобрить", card)
    await stage.hear("ilyina", "Орлов Пётр", "Одобрено")
    await stage.hear("krylova", "Орлов Пётр", "Одобрено", "Ильина")
    await stage.hear("petr", "доступ открыт", "Пётр")


async def son_asks(stage: Stage, house: House) -> None:
    tomorrow = house.monday + timedelta(days=1)
    rows = diary.homework(house.monday, house.monday - timedelta(days=1))
    tasks = [str(row["Задание"]) for row in rows if (row["Класс"], row["На дату"]) == (NINTH, tomorrow)]
    await stage.say("petr", "дз")
    await stage.hear("petr", "Пётр", *tasks)


async def father_has_not_signed(stage: Stage, house: House) -> None:
    await stage.start("sergey")
    await stage.hear("sergey", "Здравствуйте", without=CHILDREN)
    await stage.share_phone("sergey")
    await stage.hear("sergey", "Заявка", without=CHILDREN)
    await _rejected(stage, "sergey", "Орлов Сергей", "нет письменного согласия", by="ilyina", beside="krylova")


async def court_restricts(stage: Stage, house: House) -> None:
    await house.consent(Consent("Р3", SONYA, Channel.TELEGRAM, "20"))
    await stage.start("viktor", await house.invite("viktor"))
    await stage.hear("viktor", "Заявка", without=CHILDREN)
    await _rejected(stage, "viktor", "Лисин Виктор", "доступ ограничен документом", by="krylova", beside="ilyina")


async def _rejected(stage: Stage, who: str, name: str, why: str, *, by: str, beside: str) -> None:
    """Approval is refused for a reason; the administrator rejects, and the person hears it."""
    await stage.hear(beside, name, why)
    card = await stage.hear(by, name, why)
    await stage.press(by, "Одобрить", card)
    await stage.hear(by, "Одобрить пока нельзя", why)
    await stage.press(by, "Отклонить", card)
    asked = await stage.hear(by, "Почему отклонить")
    await stage.press(by, asked.buttons[1], asked)
    await stage.hear(by, name, "Отклонено")
    await stage.hear(beside, name, "Отклонено")
    await stage.hear(who, "Заявка отклонена", without=CHILDREN)
    await stage.say(who, "оценки")
    await stage.hear(who, "", without=CHILDREN)


async def neighbour_in_vk(stage: Stage, house: House) -> None:
    await house.consent(Consent("Р4", ARTYOM, Channel.VK, "21"))
    await stage.start("elena", await house.invite("elena"))
    await stage.hear("elena", "Заявка", without=CHILDREN)
    await stage.hear("krylova", "Громова Елена", "согласие № 21")
    card = await stage.hear("ilyina", "Громова Елена", "согласие № 21")
    await stage.press("ilyina", "Одобрить", card)
    await stage.hear("ilyina", "Громова Елена", "Одобрено")
    await stage.hear("krylova", "Громова Елена", "Одобрено", "Ильина")
    await stage.hear("elena", "доступ открыт", "Артём")


async def lessons_end(stage: Stage, house: House) -> None:
    await stage.let("lessons_end")
    await stage.hear("anna", "Новые оценки", "Мария", "Алгебра 5", without=("Пётр",))
    await stage.hear("anna", "Новые оценки", "Пётр", "Химия 5", without=("Мария",))
    await stage.hear("anna", "Пропуск сегодня", "Пётр", "Физкультура")
    await stage.hear("petr", "Новые оценки", "Пётр", "Химия 5")
    await stage.hear("elena", "Нов", "Артём", "Алгебра 3")


async def evening_comes(stage: Stage, house: House) -> None:
    await stage.let("evening")
    marks = ("Алгебра", "5", "Свойства степени", "Русский язык", "Теорема косинусов")
    await stage.hear("anna", "Мария", "Пётр", *marks, "Завтра", "Информатика", "доклад о Гоголе", "На неделе")
    await stage.hear("petr", "Пётр", "Теорема косинусов", "Физкультура", "Завтра", without=("Мария", "доклад"))
    await stage.hear("elena", "Артём", "Алгебра", without=("Мария", "доклад"))


async def results_come(stage: Stage, house: House) -> None:
    await stage.let("results")
    await stage.hear("anna", "Пётр", "ОГЭ", "Математика", "24")
    await stage.hear("anna", "Мария", "Труд", "4")
    await stage.hear("petr", "Пётр", "ОГЭ", "24")
    await stage.hear("elena", "Артём", "Труд")


async def deadlines_are_kept(stage: Stage, house: House) -> None:
    for guardian, pupil, kind, *wanted in (
        ("Р1", PETR, "exam", "told", "telegram", None),
        ("Р1", MARIA, "final", "told", "telegram", None),
        ("Р4", ARTYOM, "final", "told", "vk", None),
        ("Р2", PETR, "exam", "not_told", None, "no_consent"),
        ("Р3", SONYA, "final", "not_told", None, "restricted"),
    ):
        await _written(house, (guardian, pupil, kind), wanted)
    await stage.say("krylova", "сроки")
    await stage.hear("krylova", "Не сообщено", "Просроченных нет")


async def _written(house: House, line: tuple[object, ...], wanted: list[str | None]) -> None:
    """The ledger says so, as soon as what was just sent is settled."""
    seen: list[str | None] = []
    for _ in range(20):
        lines = [one for one in await house.deadlines() if (one.guardian_code, one.student_code, one.kind) == line]
        seen = [lines[0].state, lines[0].channel, lines[0].reason] if lines else []
        if seen == wanted:
            return
        await asyncio.sleep(0.1)
    raise Missed(f"в реестре сроков {line}: {wanted}", str(seen))


async def teacher_announces(stage: Stage, house: House) -> None:
    text = "Родительское собрание в среду в 18:30, кабинет 24. Тема: «5 > 4 & <b>что делать с тройкой?</b>» 🎒"
    await stage.say("belova", "/announce")
    await stage.hear("belova", "7А")
    await stage.say("belova", text)
    await stage.hear("belova", "Объявление", text)
    preview = await stage.hear("belova", "8 семей", "2 получат")
    await stage.press("belova", "Отправить", preview)
    sent = await stage.hear("belova", "Отправляем 2 семьям")
    told = await stage.hear("anna", text, "Мария")
    await stage.hear("elena", text)
    await stage.press("anna", "Ознакомлен", told)
    await stage.hear("anna", "Спасибо")
    await stage.press("belova", sent.buttons[0], sent)
    await stage.hear("belova", "Доставлено 2 семьям", "Громов", without=("Орлова",))


async def silence_is_kept(stage: Stage, house: House) -> None:
    await stage.say("anna", "стоп")
    await stage.hear("anna", "Больше не пишем")
    await house.withdraw("Р4", ARTYOM)
    await house.correct_results()
    await stage.hear("petr", "Пётр", "ОГЭ", "25", "апелляции")
    await stage.say("elena", "оценки")
    await stage.hear("elena", "согласи", without=CHILDREN)
    await asyncio.sleep(1)  # time to break the silence, if somebody would


async def nothing_leaked(stage: Stage, house: House) -> None:
    for who in ("stranger", "sergey", "viktor"):
        leaks = [text for text in await stage.everything_said_to(who) if any(word in text for word in CHILDREN)]
        if leaks:
            raise Missed(f"{who} не узнал ни о ком ничего", leaks[0])
    ledger = await stage.ledger()
    if ledger["repeats"] or any(ledger["refused"].values()):
        raise Missed("ни повторов, ни отказов платформ", f"{ledger['repeats']} {ledger['refused']}")


STEPS: tuple[tuple[str, Step], ...] = (
    ("Сотрудники входят по одноразовому коду", staff_come_in),
    ("Посторонний ничего не узнаёт", stranger_learns_nothing),
    ("Мама подаёт заявку; согласия ещё нет", mother_waits),
    ("Без согласия «Одобрить» отказывает", no_approval_without_consent),
    ("Согласие подписано и записано: администратор одобряет", mother_is_approved),
    ("Мама спрашивает об обоих детях", mother_asks),
    ("Пётр, 15 лет, подключает VK — с согласия мамы на его доступ", son_needs_his_own_consent),
    ("Пётр спрашивает, что задано", son_asks),
    ("Папа согласия не давал", father_has_not_signed),
    ("Папу Софьи ограничил суд", court_restricts),
    ("Мама Артёма подключается в VK; решает второй администратор", neighbour_in_vk),
    ("Школьный день закончился: оценки одним сообщением, пропуск — с советом", lessons_end),
    ("Вечер: сводка, в ней и завтрашние замены", evening_comes),
    ("Пришли результаты: сообщаем сразу", results_come),
    ("Сроки соблюдены, и видно, кому не сообщено и почему", deadlines_are_kept),
    ("Классный руководитель объявляет", teacher_announces),
    ("«Стоп» и отзыв согласия: тишина", silence_is_kept),
    ("Никто не узнал лишнего, ничего не повторилось", nothing_leaked),
)
