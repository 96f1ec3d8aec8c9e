"""Charts as SVG, drawn here: presentation attributes only, so that the strictest policy shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

COLOURS = {"good": "#1f7a4d", "warn": "#b26a00", "bad": "#b3261e", "mute": "#8a94a3"}
WIDTH, ROW, NUMBER = 420, 34, 44
LETTER, LONGEST = 10.4, 18  # the width of a letter; letters of a label


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in parts of (tone, number); `said` is what stands behind it."""

    label: str
    parts: tuple[tuple[str, int], ...]
    said: str


def bars(title: str, shown: Sequence[Bar]) -> Markup:
    """Horizontal bars under each other, each in parts; the title is what a screen reader says."""
    most = max((sum(number for _, number in bar.parts) for bar in shown), default=0) or 1
    height = ROW * max(len(shown), 1)
    label = 16 + LETTER * max((min(len(bar.label), LONGEST) for bar in shown), default=0)
    drawn = "".join(_bar(bar, place * ROW, most, label) for place, bar in enumerate(shown))
    words = escape("; ".join(f"{bar.label}: {bar.said}" for bar in shown))
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}. {words}" '
        f'xmlns="http://www.w3.org/2000/svg">{drawn}</svg>'
    )


def _bar(bar: Bar, top: int, most: int, label: float) -> str:
    room, at = WIDTH - label - NUMBER * 2, label
    drawn = [f'<text x="0" y="{top + 22}" font-size="16" fill="currentColor">{escape(_short(bar.label))}</text>']
    for tone, number in bar.parts:
        wide = room * number / most
        if number:
            drawn.append(
                f'<rect x="{at:.1f}" y="{top + 7}" width="{max(wide, 2):.1f}" height="20" rx="3" '
                f'fill="{COLOURS.get(tone, COLOURS["mute"])}"/>'
            )
        at += wide
    drawn.append(f'<text x="{at + 8:.1f}" y="{top + 22}" font-size="15" fill="currentColor">{escape(bar.said)}</text>')
    return "".join(drawn)


def _short(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"
