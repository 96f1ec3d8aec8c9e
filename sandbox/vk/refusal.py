"""How VK says no: HTTP 200 and an error code."""

from typing import Any

WORDS = {
    3: "Unknown method passed",
    5: "User authorization failed: invalid access_token (4).",
    6: "Too many requests per second",
    8: "Invalid request",
    9: "Flood control",
    10: "Internal server error: could not check access_token now, check later.",
    12: "Unable to compile code",
    13: "Runtime error occurred during code invocation",
    14: "Captcha needed",
    15: "Access denied",
    18: "User was deleted or banned",
    29: "Rate limit reached",
    100: "One of the parameters specified was missing or invalid",
    900: "Can't send messages for users from blacklist",
    901: "Can't send messages for users without permission",
    902: "Can't send messages to this user due to their privacy settings",
    911: "Keyboard format is invalid",
    914: "Message is too long",
    917: "You don't have access to this chat",
    945: "Chat was disabled",
    950: "Can't send message, reply timed out",
}


class Refusal(Exception):
    """An error by VK's code; `detail` is added to VK's own words."""

    def __init__(self, code: int, detail: str = "") -> None:
        self.code = code
        self.message = WORDS.get(code, "Unknown error occurred") + (f": {detail}" if detail else "")
        super().__init__(self.message)

    def as_json(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """The body of the answer; the token is never repeated."""
        shown = [{"key": "method", "value": method}, {"key": "oauth", "value": "1"}]
        shown += [{"key": key, "value": str(value)} for key, value in params.items() if key != "access_token"]
        return {"error": {"error_code": self.code, "error_msg": self.message, "request_params": shown}}
