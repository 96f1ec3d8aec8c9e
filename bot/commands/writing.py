"""Files that commands write: they hold personal data, so only their owner may read them."""

import errno
from pathlib import Path

_REASONS = {
    errno.ENOENT: "такой папки нет",
    errno.ENOTDIR: "вместо папки там файл",
    errno.EISDIR: "это папка",
    errno.EEXIST: "такой файл уже есть",
    errno.EACCES: "нет прав",
    errno.EPERM: "нет прав",
    errno.EROFS: "диск только для чтения",
    errno.ENOSPC: "на диске нет места",
}


def write_privately(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, also where there was another. Raises Refused."""
    from actions.refusal import Refused

    try:
        path.touch(mode=0o600)
        if path.is_file():  # not a terminal, nor /dev/null
            path.chmod(0o600)
        path.write_bytes(content)
    except OSError as error:
        raise Refused(f"Файл {path} не записывается: {why(error)}.") from None


def why(error: OSError) -> str:
    """In Russian where it is one of the usual reasons."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)
