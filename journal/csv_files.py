"""CSV files as schools save them: UTF-8, UTF-16 or Windows-1251; semicolons, commas or tabs; read as a stream."""

import codecs
import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from journal.cells import Cell
from journal.tables import Table, Unreadable

_CHUNK = 1024 * 1024
_DELIMITERS = ";,\t"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Open = Callable[[], IO[bytes]]


def csv_table(file: str, title: str, opened: Open) -> Table:
    """The table of a CSV file; `opened` gives its bytes anew. Nothing is read yet."""
    return Table(file, title, lambda: _rows(opened), extra_cells_are_wrong=True)


def opener(path: Path, member: zipfile.ZipInfo | None = None) -> Open:
    """A way to open a file, or a member of a zip archive, as many times as needed."""
    if member is None:
        return lambda: path.open("rb")
    return lambda: _Member(path, member)


class _Member(io.BufferedReader):
    """A member of an archive that closes the archive with itself."""

    def __init__(self, path: Path, member: zipfile.ZipInfo) -> None:
        self._archive = zipfile.ZipFile(path)
        super().__init__(self._archive.open(member))  # type: ignore[arg-type]  # ZipExtFile reads like a raw file

    def close(self) -> None:
        super().close()
        self._archive.close()


def _rows(opened: Open) -> Iterator[Sequence[Cell]]:
    row = 0
    try:
        encoding = _encoding(opened)
        with opened() as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline="") as text:
            delimiter = _delimiter(text)
            for cells in csv.reader(text, delimiter=delimiter, skipinitialspace=delimiter != "\t"):
                row += 1
                yield cells
    except csv.Error as wrong:
        raise Unreadable(
            "строка не читается; возможно, не закрыта кавычка", "CSV с кавычками по правилам", row + 1
        ) from wrong
    except Unreadable:
        raise
    except Exception as wrong:  # a damaged archive raises whatever its decompressor likes
        raise Unreadable("файл не читается", "исправный файл CSV", row) from wrong


def _encoding(opened: Open) -> str:
    """Sniffed over the whole file: Russian letters may first come in its last line."""
    with opened() as raw:
        chunk = raw.read(_CHUNK)
        if not chunk:
            raise Unreadable("файл пуст", "файл CSV со строкой заголовков")
        for bom, encoding in _BOMS:
            if chunk.startswith(bom):
                return encoding
        if b"\0" in chunk[:1000]:
            return "utf-16-be" if chunk[:1] == b"\0" else "utf-16-le"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while chunk:
                decoder.decode(chunk)
                chunk = raw.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1251"
    return "utf-8"


def _delimiter(text: io.TextIOWrapper) -> str:
    """The delimiter of the header line, and the stream back at the first row; Excel's `sep=;` line is obeyed."""
    first = text.readline(_CHUNK)
    if first.casefold().startswith("sep=") and len(first.strip()) == len("sep=;"):
        return first.strip()[-1]
    while first and not first.strip(' \t\r\n;,"'):
        first = text.readline(_CHUNK)
    text.seek(0)
    unquoted = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=unquoted.count)
