"""Zip archives from strangers: bombs, encrypted ones and what is no archive are refused before they are unpacked."""

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from journal.tables import Unreadable

LARGEST_TOTAL = 1024 * 1024 * 1024  # an honest workbook of 60 MB unpacks to about half of this
_SUSPICIOUS_TOTAL, _LARGEST_RATIO = 50 * 1024 * 1024, 200
_MOST_MEMBERS = 2000
_CHUNK = 1024 * 1024
_LOCAL_HEADER = 30


def members(path: Path) -> list[zipfile.ZipInfo]:
    """The files of an archive that is safe to open. Raises Unreadable when it is not."""
    try:
        with zipfile.ZipFile(path) as archive:
            found = [info for info in archive.infolist() if not info.is_dir()]
    except Exception as wrong:  # a damaged directory of an archive raises half a dozen kinds
        raise Unreadable("архив повреждён или это не архив", "исправный файл XLSX или ZIP") from wrong
    _check(found, path.stat().st_size)
    return found


def _check(found: list[zipfile.ZipInfo], size: int) -> None:
    if any(info.flag_bits & 1 for info in found):
        raise Unreadable("архив защищён паролем", "архив без пароля")
    total = sum(info.file_size for info in found)
    if len(found) > _MOST_MEMBERS:
        raise Unreadable(f"в архиве {len(found)} файлов", f"не больше {_MOST_MEMBERS}")
    if total > LARGEST_TOTAL:
        raise Unreadable(f"распакованный размер {total // 2**20} МБ", f"не больше {LARGEST_TOTAL // 2**20} МБ")
    if total > _SUSPICIOUS_TOTAL and total > size * _LARGEST_RATIO:
        wrong = f"архив распаковывается из {size // 2**10} КБ в {total // 2**20} МБ: похоже на «бомбу»"
        raise Unreadable(wrong, "обычный архив")


def inflate(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a member, in chunks; raises Unreadable as soon as they exceed the size that the archive declares.

    `zipfile` itself stops silently at the declared size, but the XLSX library does not, so a lie must be found here.
    """
    left = info.file_size
    for chunk in _inflated(path, info):
        left -= len(chunk)
        if left < 0:
            raise Unreadable("размер файла в архиве не равен объявленному", "исправный файл XLSX")
        yield chunk


def _inflated(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("необычный способ сжатия", "файл, сохранённый Excel или LibreOffice")
    unpack = zlib.decompressobj(-zlib.MAX_WBITS) if info.compress_type == zipfile.ZIP_DEFLATED else None
    try:
        for packed in _packed(path, info):
            if unpack is None:
                yield packed
                continue
            while packed and not unpack.eof:
                yield unpack.decompress(packed, _CHUNK)
                packed = unpack.unconsumed_tail
    except zlib.error as wrong:
        raise Unreadable("архив повреждён", "исправный файл XLSX или ZIP") from wrong


def _packed(path: Path, info: zipfile.ZipInfo) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(info.header_offset)
        header = file.read(_LOCAL_HEADER)
        if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
            raise Unreadable("архив повреждён", "исправный файл XLSX или ZIP")
        file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
        left = info.compress_size
        while left > 0 and (chunk := file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def name_of(info: zipfile.ZipInfo) -> str:
    """The member's name; Windows writes Russian names in cp866 without saying so."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp866")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename
