"""Which parts of a long message a platform already took, so that a retry goes on instead of beginning anew."""


class Progress:
    """Remembers unfinished messages in this process, the newest ones. After a crash the parts go again."""

    def __init__(self, room: int = 1024) -> None:
        self._room = room
        self._taken: dict[int, list[tuple[str, str]]] = {}

    def of(self, once: int, texts: list[str]) -> list[str]:
        """Ids of the first parts that went with exactly these words."""
        ids: list[str] = []
        for (text, message_id), wanted in zip(self._taken.get(once, []), texts, strict=False):
            if text != wanted:
                break
            ids.append(message_id)
        return ids

    def took(self, once: int, text: str, message_id: str) -> None:
        """The platform took one more part."""
        while len(self._taken) >= self._room and once not in self._taken:
            del self._taken[next(iter(self._taken))]
        self._taken.setdefault(once, []).append((text, message_id))

    def finish(self, once: int) -> None:
        """All went."""
        self._taken.pop(once, None)
