"""Files that people send in chat: fetched from the messenger; those of announcements kept as the console's are."""

from actions.attaching import LARGEST, keep_file
from handlers.desk import Desk
from school.facts import AnnouncedFile
from school.incoming import SharedFile
from school.messenger import Undeliverable


async def fetched(desk: Desk, file: SharedFile) -> bytes:
    """What is in a file. Raises TryLater, and Undeliverable when it is gone, empty or too large."""
    content = b"" if file.size > LARGEST else await desk.fetch(file)
    if not 0 < len(content) <= LARGEST:
        raise Undeliverable("gone")
    return content


async def keep(desk: Desk, file: SharedFile) -> AnnouncedFile:
    """Fetch and keep a file of an announcement. Raises what `fetched` does."""
    return await keep_file(desk.files, file.name, await fetched(desk, file), picture=file.picture)
