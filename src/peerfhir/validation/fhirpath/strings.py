"""Functions of strings (http://hl7.org/fhirpath/N1/#string-manipulation)."""

import base64
import binascii
import html
import json
from collections.abc import Callable
from typing import Any

from peerfhir.validation.fhirpath import kinds, regexes
from peerfhir.validation.fhirpath.code import (
    LONGEST_TEXT,
    Code,
    Compiles,
    Env,
    Maker,
    Scope,
    counted,
    deciding,
    of_value,
    text,
    value,
    values,
    whole,
)
from peerfhir.validation.fhirpath.lexer import unescaped
from peerfhir.validation.fhirpath.parser import Literal, Tree
from peerfhir.validation.fhirpath.values import NONE, Items, TooCostly


def _of(kind: str, act: Callable[[str], Any]) -> Maker:
    """A function of the string alone."""

    def make(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
        counted(arguments, 0)
        return of_value(focus, kind, lambda found: act(text(found)))

    return make


def _with(kind: str, act: Callable[[str, str], Any]) -> Maker:
    """A function of the string and another one."""

    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
        counted(arguments, 1)
        one, other = value(focus), value(compiler.compiled(arguments[0], scope))

        def both(item: Any, env: Env) -> Any:
            a = one(item, env)
            if a is None and kind == kinds.BOOLEAN and focus.run(item, env):
                return False  # it is there, without a value
            b = None if a is None else other(item, env)
            return None if b is None else act(text(a), text(b))

        if kind == kinds.BOOLEAN:
            return deciding(both)
        return Code(lambda item, env: NONE if (found := both(item, env)) is None else [found], kind)

    return make


def _matching(*, whole_text: bool) -> Maker:
    """`matches` finds the pattern anywhere, `matchesFull` takes all of the string."""

    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
        counted(arguments, 1)
        one, pattern = value(focus), value(compiler.compiled(arguments[0], scope))
        if isinstance(arguments[0], Literal):
            regexes.pattern(arguments[0].text)  # compiled, and refused, before it is needed

        def test(item: Any, env: Env) -> bool | None:
            subject, wanted = one(item, env), pattern(item, env)
            if subject is None or wanted is None:
                return False if wanted is not None and focus.run(item, env) else None
            return regexes.matches(text(wanted), text(subject), env, whole=whole_text)

        return deciding(test)

    return make


def _replacing(act: Callable[[str, str, str, Env], str]) -> Maker:
    def make(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
        counted(arguments, 2)
        one = value(focus)
        old, new = (value(compiler.compiled(each, scope)) for each in arguments)

        def run(item: Any, env: Env) -> Items:
            found = [each(item, env) for each in (one, old, new)]
            return NONE if None in found else [act(text(found[0]), text(found[1]), text(found[2]), env)]

        return Code(run, kinds.STRING)

    return make


def _replaced(subject: str, old: str, new: str, _env: Env) -> str:
    if (subject.count(old) if old else len(subject) + 1) * len(new) > LONGEST_TEXT:
        raise TooCostly
    return subject.replace(old, new)


def _substring(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
    counted(arguments, 1, 2)
    one, start = value(focus), value(compiler.compiled(arguments[0], scope))
    many = value(compiler.compiled(arguments[1], scope)) if len(arguments) > 1 else None

    def run(item: Any, env: Env) -> Items:
        subject, begin = one(item, env), start(item, env)
        if subject is None or begin is None or not 0 <= whole(begin) < len(text(subject)):
            return NONE
        length = None if many is None else many(item, env)
        return [subject[begin:] if length is None else subject[begin : begin + max(whole(length), 0)]]

    return Code(run, kinds.STRING)


def _several(act: Callable[[str], list[str]]) -> Maker:
    def make(_compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], _scope: Scope) -> Code:
        counted(arguments, 0)
        one = value(focus)
        return Code(lambda item, env: NONE if (v := one(item, env)) is None else act(text(v)), kinds.STRING)

    return make


def _split(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
    counted(arguments, 1)
    one, mark = value(focus), value(compiler.compiled(arguments[0], scope))

    def run(item: Any, env: Env) -> Items:
        subject, between = one(item, env), mark(item, env)
        if subject is None or between is None:
            return NONE
        return text(subject).split(between) if text(between) else list(subject)

    return Code(run, kinds.STRING)


def _join(compiler: Compiles, focus: Code, arguments: tuple[Tree, ...], scope: Scope) -> Code:
    counted(arguments, 0, 1)
    all_of = values(focus)
    mark = value(compiler.compiled(arguments[0], scope)) if arguments else None

    def run(item: Any, env: Env) -> Items:
        found = [text(each) for each in all_of(item, env)]
        between = "" if mark is None else mark(item, env)
        if between is None or not found:
            return NONE
        if sum(map(len, found)) + len(found) * len(text(between)) > LONGEST_TEXT:
            raise TooCostly
        return [between.join(found)]

    return Code(run, kinds.STRING)


def _encoded(subject: str, how: str) -> str | None:
    raw = subject.encode()
    match how:
        case "hex":
            return raw.hex()
        case "base64":
            return base64.b64encode(raw).decode()
        case "urlbase64":
            return base64.urlsafe_b64encode(raw).decode()
    return None


def _decoded(subject: str, how: str) -> str | None:
    try:
        match how:
            case "hex":
                return bytes.fromhex(subject).decode()
            case "base64":
                return base64.b64decode(subject, validate=True).decode()
            case "urlbase64":
                return base64.urlsafe_b64decode(subject).decode()
    except (ValueError, binascii.Error):
        return None
    return None


def _escaped(subject: str, how: str) -> str | None:
    if how == "html":
        return html.escape(subject)
    return json.dumps(subject, ensure_ascii=False)[1:-1] if how == "json" else None


def _plain(subject: str, how: str) -> str | None:
    if how == "html":
        return html.unescape(subject)
    return unescaped(subject) if how == "json" else None


FUNCTIONS: dict[str, Maker] = {
    "indexOf": _with(kinds.INTEGER, lambda one, other: one.find(other)),
    "startsWith": _with(kinds.BOOLEAN, lambda one, other: one.startswith(other)),
    "endsWith": _with(kinds.BOOLEAN, lambda one, other: one.endswith(other)),
    "contains": _with(kinds.BOOLEAN, lambda one, other: other in one),
    "encode": _with(kinds.STRING, _encoded),
    "decode": _with(kinds.STRING, _decoded),
    "escape": _with(kinds.STRING, _escaped),
    "unescape": _with(kinds.STRING, _plain),
    "upper": _of(kinds.STRING, str.upper),
    "lower": _of(kinds.STRING, str.lower),
    "trim": _of(kinds.STRING, str.strip),
    "length": _of(kinds.INTEGER, len),
    "toChars": _several(list),
    "split": _split,
    "join": _join,
    "substring": _substring,
    "replace": _replacing(_replaced),
    "replaceMatches": _replacing(regexes.replaced),
    "matches": _matching(whole_text=False),
    "matchesFull": _matching(whole_text=True),
}
