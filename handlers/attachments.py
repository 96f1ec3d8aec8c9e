"""Files that a class teacher sends in chat: fetched from the messenger, and kept as those of the console are."""

from actions.attaching import LARGEST, keep_file
from handlers.desk import Desk
from school.facts import AnnouncedFile
from school.incoming import SharedFile
from school.messenger import Undeliverable


async def keep(desk: Desk, file: SharedFile) -> AnnouncedFile:
    """Fetch and keep a file.

    Raises TryLater, and Undeliverable when the file is gone or too large.
    """
    content = b"" if file.size > LARGEST else await desk.fetch(file)
    if not 0 < len(content) <= LARGEST:
        raise Undeliverable("gone")
    return await keep_file(desk.files, file.name, content, picture=file.picture)
