"""VKScript, as much of it as `execute` is used for: var, while, if, return, push, arithmetic, API calls."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.vk.refusal import Refusal

MAX_CALLS, MAX_STEPS = 25, 1000
Api = Callable[[str, dict[str, Any]], Any]
TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<string>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|(?P<name>[A-Za-z_]\w*)"""
    r"""|(?P<sign>==|!=|<=|>=|&&|\|\||[-+*/%<>=!.,:;(){}\[\]]))""",
    re.S,
)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
LEVELS: tuple[dict[str, Callable[[Any, Any], Any]], ...] = (
    {"||": lambda a, b: a or b},
    {"&&": lambda a, b: a and b},
    {"==": operator.eq, "!=": operator.ne},
    {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge},
    {"+": lambda a, b: f"{a}{b}" if isinstance(a, str) or isinstance(b, str) else a + b, "-": operator.sub},
    {"*": operator.mul, "/": operator.truediv, "%": operator.mod},
)
WORDS = {"true": True, "false": False, "null": None}


class _Return(Exception):
    def __init__(self, value: Any) -> None:
        self.value = value


@dataclass(slots=True)
class _Run:
    api: Api
    names: dict[str, Any] = field(default_factory=dict)
    calls: int = 0
    steps: int = 0

    def call(self, method: str, params: Any) -> Any:
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise Refusal(13, "Too many API calls")
        return self.api(method, params if isinstance(params, dict) else {})

    def step(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise Refusal(13, "Too many operations")


Eval = Callable[[_Run], Any]


def execute(code: str, api: Api) -> Any:
    """Run a script and return what it returns; calls beyond 25 raise Refusal 13, wrong syntax raises Refusal 12."""
    program = _Parser(_tokens(code)).program()
    run = _Run(api)
    try:
        for statement in program:
            statement(run)
    except _Return as done:
        return done.value
    except (TypeError, ValueError, KeyError, IndexError, ZeroDivisionError) as error:
        raise Refusal(13, type(error).__name__) from None
    return None


def _tokens(code: str) -> list[tuple[str, str]]:
    found, at = [], 0
    code = code.rstrip()
    while at < len(code):
        match = TOKEN.match(code, at)
        if match is None:
            raise Refusal(12, f"unexpected character at {at}")
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return [*found, ("end", "")]


def _text(literal: str) -> str:
    def plain(found: re.Match[str]) -> str:
        mark = found[1]
        return chr(int(mark[1:], 16)) if len(mark) == 5 else ESCAPES.get(mark, mark)

    joined = re.sub(r"\\(u[0-9a-fA-F]{4}|.)", plain, literal[1:-1], flags=re.S)
    return joined.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Parser:
    """Turns tokens into functions of a run."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._at = tokens, 0

    def program(self) -> list[Eval]:
        statements = []
        while self._tokens[self._at][0] != "end":
            statements.append(self._statement())
        return statements

    def _sees(self, *texts: str) -> bool:
        kind, text = self._tokens[self._at]
        return kind in ("sign", "name") and text in texts

    def _take(self, text: str | None = None) -> str:
        kind, found = self._tokens[self._at]
        if kind == "end" or (text is not None and (found != text or kind == "string")):
            raise Refusal(12, f"expected {text}, found {found or 'the end'}")
        self._at += 1
        return found

    def _skip(self, text: str) -> bool:
        if self._sees(text):
            self._at += 1
            return True
        return False

    def _statement(self) -> Eval:
        if self._skip("var"):
            return self._variables()
        if self._skip("return"):
            return self._returning()
        if self._skip("while"):
            return self._loop()
        if self._skip("if"):
            return self._choice()
        if self._sees("{"):
            return self._block()
        return self._assignment()

    def _variables(self) -> Eval:
        pairs: list[tuple[str, Eval]] = []
        while True:
            name = self._take()
            pairs.append((name, self._expression() if self._skip("=") else lambda run: None))
            if not self._skip(","):
                break
        self._skip(";")

        def declare(run: _Run) -> None:
            for name, value in pairs:
                run.names[name] = value(run)

        return declare

    def _returning(self) -> Eval:
        value: Eval = (lambda run: None) if self._sees(";", "}") else self._expression()
        self._skip(";")

        def leave(run: _Run) -> None:
            raise _Return(value(run))

        return leave

    def _condition(self) -> Eval:
        self._take("(")
        condition = self._expression()
        self._take(")")
        return condition

    def _loop(self) -> Eval:
        condition, body = self._condition(), self._statement()

        def repeat(run: _Run) -> None:
            while condition(run):
                run.step()
                body(run)

        return repeat

    def _choice(self) -> Eval:
        condition, then = self._condition(), self._statement()
        otherwise: Eval = self._statement() if self._skip("else") else lambda run: None
        return lambda run: then(run) if condition(run) else otherwise(run)

    def _block(self) -> Eval:
        self._take("{")
        statements = []
        while not self._skip("}"):
            statements.append(self._statement())
        return lambda run: [statement(run) for statement in statements]

    def _assignment(self) -> Eval:
        start = self._at
        value = self._expression()
        if self._skip("="):
            value = self._store(start, self._expression())
        self._skip(";")
        return value

    def _store(self, start: int, value: Eval) -> Eval:
        target = [text for _, text in self._tokens[start : start + 3]]
        if target[1] == "=":
            return lambda run: run.names.__setitem__(target[0], value(run))
        if target[1] != ".":
            raise Refusal(12, "cannot assign to this")
        return lambda run: run.names[target[0]].__setitem__(target[2], value(run))

    def _expression(self, level: int = 0) -> Eval:
        if level == len(LEVELS):
            return self._unary()
        left = self._expression(level + 1)
        while self._sees(*LEVELS[level]):
            left = _both(LEVELS[level][self._take()], left, self._expression(level + 1))
        return left

    def _unary(self) -> Eval:
        if self._skip("!"):
            value = self._unary()
            return lambda run: not value(run)
        if self._skip("-"):
            value = self._unary()
            return lambda run: -value(run)
        return self._postfix()

    def _postfix(self) -> Eval:
        value = self._api_call() if self._skip("API") else self._primary()
        while self._sees(".", "["):
            value = self._member(value) if self._skip(".") else self._index(value)
        return value

    def _api_call(self) -> Eval:
        self._take(".")
        section = self._take()
        self._take(".")
        method = f"{section}.{self._take()}"
        self._take("(")
        params: Eval = (lambda run: {}) if self._sees(")") else self._expression()
        self._take(")")
        return lambda run: run.call(method, params(run))

    def _member(self, value: Eval) -> Eval:
        name = self._take()
        if name == "push" and self._skip("("):
            item = self._expression()
            self._take(")")
            return lambda run: value(run).append(item(run))
        if name == "length":
            return lambda run: len(value(run))
        return lambda run: (value(run) or {}).get(name)

    def _index(self, value: Eval) -> Eval:
        self._take("[")
        place = self._expression()
        self._take("]")
        return lambda run: value(run)[place(run)]

    def _primary(self) -> Eval:
        kind, text = self._tokens[self._at]
        if kind == "number":
            number = float(self._take()) if "." in text else int(self._take())
            return lambda run: number
        if kind == "string":
            plain = _text(self._take())
            return lambda run: plain
        if self._skip("("):
            inner = self._expression()
            self._take(")")
            return inner
        if self._skip("["):
            items = self._list("]", self._expression)
            return lambda run: [item(run) for item in items]
        if self._skip("{"):
            pairs = self._list("}", self._pair)
            return lambda run: {key: value(run) for key, value in pairs}
        if kind == "name":
            name = self._take()
            return (lambda run: WORDS[name]) if name in WORDS else (lambda run: run.names[name])
        raise Refusal(12, f"unexpected {text or 'end'}")

    def _list(self, closing: str, item: Callable[[], Any]) -> list[Any]:
        items = []
        while not self._skip(closing):
            items.append(item())
            if not self._sees(closing):
                self._take(",")
        return items

    def _pair(self) -> tuple[str, Eval]:
        kind = self._tokens[self._at][0]
        key = _text(self._take()) if kind == "string" else self._take()
        self._take(":")
        return key, self._expression()


def _both(join: Callable[[Any, Any], Any], left: Eval, right: Eval) -> Eval:
    return lambda run: join(left(run), right(run))
