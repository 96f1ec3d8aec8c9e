"""A message as a small document, and its bare text."""

from school.message import (
    Button,
    File,
    Footnote,
    Heading,
    Listing,
    Message,
    Picture,
    Span,
    Style,
    Table,
    Text,
    bold,
    line,
    plain,
    say_plainly,
    struck,
)


def test_it_leaves_empty_parts_out_of_a_line() -> None:
    assert line("a", "", bold("b")) == (Span("a"), Span("b", Style.BOLD))
    assert line() == ()


def test_it_says_every_block_plainly_and_the_buttons_last() -> None:
    message = Message(
        (
            Heading(line(bold("Понедельник"))),
            Text(line("Алгебра ", bold("5"))),
            Listing((line(struck("Физика", "было:")), line("Химия")), line("Завтра")),
            Listing((line("1 · Алгебра"),), marker=""),
            Table(("Предмет", "Оценка"), ((line("История"), line(plain("4"))),)),
            Picture("/tmp/a.png", "стенгазета"),
            File("/tmp/b.pdf", "план.pdf"),
            Footnote(line("на 16:40")),
        ),
        ((Button("Неделя", "week"), Button("Ещё", "more")),),
    )
    assert say_plainly(message).splitlines() == [
        "Понедельник",
        "Алгебра 5",
        "Завтра",
        "• Физика",
        "• Химия",
        "1 · Алгебра",
        "История · 4",
        "стенгазета",
        "план.pdf",
        "на 16:40",
        "[Неделя] [Ещё]",
    ]
