"""A message as a golden text: marked up, buttons in brackets with their choices."""

from school.message import Block, File, Footnote, Heading, Line, Listing, Message, Picture, Style, Table, Text

_MARK = {Style.PLAIN: "", Style.BOLD: "**", Style.ITALIC: "_", Style.STRUCK: "~~"}


def show(message: Message) -> str:
    """The message, top to bottom, a block a paragraph; what a platform adds (menu, phone) named at the end."""
    parts = ["\n".join(_block(block)) for block in message.blocks]
    rows = [" ".join(f"[{button.text}]({button.choice})" for button in row) for row in message.buttons]
    phone = [f"[☎ {message.asks_phone}]"] if message.asks_phone else []
    menu = [" | ".join(row) for row in message.menu or ()]
    return "\n".join(parts + rows + phone + menu) + "\n"


def _line(spans: Line) -> str:
    return "".join(f"{_MARK[span.style]}{span.text}{_MARK[span.style]}" for span in spans)


def _block(block: Block) -> list[str]:
    match block:
        case Heading(spans):
            return [f"# {_line(spans)}"]
        case Text(spans):
            return [_line(spans)]
        case Footnote(spans):
            return [f"_{_line(spans)}_"]
        case Listing(items, title, marker):
            return ([_line(title)] if title else []) + [marker + _line(item) for item in items]
        case Table(title=title, plain=(_, *_) as lines):
            return ([_line(title)] if title else []) + list(map(_line, lines))
        case Table(header, rows, title):
            return [_line(title), " | ".join(header), *(" | ".join(map(_line, row)) for row in rows)]
        case Picture(_, alt):
            return [f"[picture: {alt}]"]
        case File(_, name):
            return [f"[file: {name}]"]
