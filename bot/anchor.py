"""The end of the audit chain, kept in a file beside the database: it shows when rows were cut off the end.

The file is sealed with the secret key, so that nobody without it can move the anchor back.
"""

import hmac
import json
from hashlib import sha256
from pathlib import Path

from storage.audit import Head

FILE = "audit.head"


class Forged(Exception):
    """The anchor was not written by us, or with another secret key."""


def read_anchor(folder: Path, key: bytes) -> Head | None:
    """The head that was kept last; None when none ever was. Raises Forged."""
    try:
        kept = json.loads((folder / FILE).read_text(encoding="utf-8"))
        head = Head(int(kept["rows"]), int(kept["id"]), bytes.fromhex(kept["seal"]))
        genuine = hmac.compare_digest(bytes.fromhex(kept["by"]), _signed(head, key))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as wrong:
        raise Forged from wrong
    if not genuine:
        raise Forged
    return head


def keep_anchor(folder: Path, key: bytes, head: Head) -> None:
    """Keep a head in the place of the one before, whole or not at all."""
    kept = {"rows": head.rows, "id": head.id, "seal": head.seal.hex(), "by": _signed(head, key).hex()}
    fresh = folder / f"{FILE}.new"
    fresh.write_text(json.dumps(kept), encoding="utf-8")
    fresh.replace(folder / FILE)


def _signed(head: Head, key: bytes) -> bytes:
    return hmac.new(key, f"head\0{head.rows}\0{head.id}\0".encode() + head.seal, sha256).digest()
