"""Names of entries: one flat name means one file on every system."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from signing.containers.layout import FLAT_NAME, META
from signing.findings import Code, refuse

_DRIVE = re.compile(r"[A-Za-z]:")


def check(names: Sequence[str]) -> None:
    """Refuse names that could mean another file than they seem to, or two files at once.

    Raises:
        Refused: with the code of the kind of trick.
    """
    for name in names:
        _check_path(name)
    _check_clashes(names, lambda name: name, Code.DUPLICATE_NAME)
    _check_clashes(names, lambda name: unicodedata.normalize("NFKC", name), Code.NAME_CLASH_UNICODE)
    _check_clashes(names, lambda name: unicodedata.normalize("NFKC", name).casefold(), Code.NAME_CLASH_CASE)
    for name in names:
        if not FLAT_NAME.fullmatch(name.removeprefix(META)):
            refuse(Code.BAD_NAME, "", ascii(name))


def _check_path(name: str) -> None:
    shown = ascii(name)
    if "\0" in name:
        refuse(Code.NAME_NUL, "", shown)
    if _DRIVE.match(name):
        refuse(Code.PATH_DRIVE, "", shown)
    if name.startswith(("/", "\\")):
        refuse(Code.PATH_ABSOLUTE, "", shown)
    parts = re.split(r"[/\\]", name)
    if {".", ".."} & set(parts):
        refuse(Code.PATH_TRAVERSAL, "", shown)
    if "\\" in name or "/" in name.removeprefix(META):
        refuse(Code.PATH_SEPARATOR, "", shown)


def _check_clashes(names: Sequence[str], form: Callable[[str], str], kind: Code) -> None:
    seen: set[str] = set()
    for name in names:
        if form(name) in seen:
            refuse(kind, "", ascii(name))
        seen.add(form(name))
