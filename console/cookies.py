"""The two cookies of the console: of a browser that asks to come in, and of one that is in.

Behind https both are `__Host-`: secure, for this host only, out of reach of scripts. On plain http (this machine, or a
school that has no certificate yet) a browser would drop such a cookie, so there the names are bare, and pages say that
the way is not encrypted.
"""

import hmac
from hashlib import sha256

from fastapi import Request, Response

from actions.signing_in import LINK_LIVES, LONGEST
from console.office import Office

SESSION, BROWSER = "rodnik-desk", "rodnik-browser"


def cookie(request: Request, office: Office, name: str) -> str:
    """Its value; "" when the browser has none."""
    return request.cookies.get(_named(request, office, name), "")


def give(response: Response, request: Request, office: Office, name: str, value: str) -> None:
    """Give the browser a cookie."""
    lives = LONGEST if name == SESSION else LINK_LIVES * 6
    response.set_cookie(
        _named(request, office, name),
        value,
        max_age=int(lives.total_seconds()),
        path="/",
        secure=is_secure(request, office),
        httponly=True,
        samesite="lax",  # a link in a messenger's web page must find the browser's cookie
    )


def take(response: Response, request: Request, office: Office, name: str) -> None:
    """Take a cookie away."""
    secure = is_secure(request, office)
    response.delete_cookie(_named(request, office, name), path="/", secure=secure, httponly=True, samesite="lax")


def is_secure(request: Request, office: Office) -> bool:
    """Is the way between the browser and us encrypted, as far as we know?"""
    return office.secure or request.url.scheme == "https"


def forgery_token(value: str, key: bytes) -> str:
    """What a form must carry to be ours: bound to the browser's cookie."""
    return hmac.new(key, b"console form\0" + value.encode(), sha256).hexdigest()


def _named(request: Request, office: Office, name: str) -> str:
    return f"__Host-{name}" if is_secure(request, office) else name
