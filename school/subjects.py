"""Subjects as choices name them: a choice has ASCII letters only, and a subject's place in a list may shift."""

import re
from zlib import crc32


def subject_key(subject: str) -> str:
    """«Алгебра» as `s1a2b3c4d`: the same for the same name, whatever its letters' case."""
    return f"s{crc32(' '.join(subject.casefold().split()).encode()):08x}"


def is_key(word: str) -> bool:
    """Does a word look like the key of some subject?"""
    return re.fullmatch(r"s[0-9a-f]{8}", word) is not None
