"""Reading a message that left: what it says of a child, and whether its reader may know that."""

import re

from school.messenger import Channel
from tests.access.house import NAMES, WHO, House, announced, chat_of, examined, marked
from tests.access.oracle import Oracle
from tests.scheduler.recorder import Said

KINDS = ("lessons", "results", "announcements")
OWN_PAPER = re.compile("^Ваши согласия|^Your consents|^Отозвать|^Withdraw")
FAREWELL = "обучение завершено"  # may name a child for three days after it left, and holds nothing else
STEMS = {name: re.compile(name[:-1] if name[-1] in "ая" else name, re.IGNORECASE) for names in NAMES for name in names}


def wrongs(house: House, channel: Channel, said: Said, oracle: Oracle) -> list[str]:
    """What this message says and may not."""
    return [
        *_of_others(house, said),
        *_of_children(house, channel, said, oracle),
        *_of_classes(house, channel, said, oracle),
    ]


def tells(house: House, said: Said) -> bool:
    """Does it say anything of a child?"""
    facts = [fact for child in WHO for fact in (marked(house.number, child), examined(house.number, child))]
    return any(fact in said.text for fact in (*facts, announced(house.number)))


def names_a_child(house: House, said: Said) -> bool:
    """Does it name one of the school's children?"""
    return any(STEMS[name].search(said.text) for name in house.names.values())


def rights(house: House, oracle: Oracle, people: list[tuple[str, str]]) -> set[tuple[str, str, str, str]]:
    """Everything that anybody may know: (person, channel, child, kind)."""
    return {
        (*who, child, kind)
        for who in people
        for child in WHO
        for kind in KINDS
        if oracle.may_know(who[1], chat_of(who), house.world.people[child], kind)
    }


def _of_others(house: House, said: Said) -> list[str]:
    """Nothing crosses from one school to another."""
    other = 1 - house.number
    facts = [fact for child in WHO for fact in (marked(other, child), examined(other, child))]
    found = [fact for fact in (*facts, announced(other)) if fact in said.text]
    return found + [f"a name of school {other}" for name in NAMES[other] if STEMS[name].search(said.text)]


def _of_children(house: House, channel: Channel, said: Said, oracle: Oracle) -> list[str]:
    found = []
    bye, official = FAREWELL in said.text, oracle.staff(channel, said.chat) and oracle.level(channel, "staff") == "full"
    for child, name in house.names.items():
        ids = house.world.people[child]
        may = {kind: oracle.may_know(channel, said.chat, ids, kind, farewell=bye) for kind in KINDS}
        for fact, kind in ((marked(house.number, child), "lessons"), (examined(house.number, child), "results")):
            if fact in said.text:
                low = oracle.level(channel, kind) in ("off", "ping")
                found += [] if may[kind] and not low else [f"{fact} ({kind}, allowed {may[kind]}, low {low})"]
        if STEMS[name].search(said.text):
            full = any(oracle.level(channel, kind) == "full" for kind, yes in may.items() if yes)
            own_paper = OWN_PAPER.search(said.text) and oracle.signed_for(channel, said.chat, ids)
            own_paper = own_paper and not re.search("7А|9Б", said.text)
            found += [] if full or official or own_paper else [f"the name of {child}"]
    return found


def _of_classes(house: House, channel: Channel, said: Said, oracle: Oracle) -> list[str]:
    """An announcement goes to those whose child may be announced to; staff wrote it."""
    if announced(house.number) not in said.text or oracle.staff(channel, said.chat):
        return []
    ids = [house.world.people[child] for child in WHO]
    told = any(oracle.may_know(channel, said.chat, child, "announcements") for child in ids)
    level = oracle.level(channel, "announcements")
    return [] if told and level in ("pseudonym", "full") else [announced(house.number)]
