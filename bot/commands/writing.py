"""Files that commands write: they hold personal data, so only their owner may read them."""

from pathlib import Path


def write_privately(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, also where there was another. Raises Refused."""
    from actions.refusal import Refused

    try:
        path.touch(mode=0o600)
        if path.is_file():  # not a terminal, nor /dev/null
            path.chmod(0o600)
        path.write_bytes(content)
    except OSError as error:
        raise Refused(f"Файл {path} не записывается: {error.strerror or error}.") from None
