"""Office files as PDF, by LibreOffice where it is installed: in a process that may do little and not for long.

The document comes from anybody. So LibreOffice runs with a profile of its own that forbids macros, links and updates,
without the program's environment, with limits on memory, processor time and output, without a network where the system
lets us take it away, and is ended with all its children when its time is up.
"""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError

from documents.files import content

OUTPUT_AT_MOST = 512 * 1024 * 1024
INPUT_AT_MOST = 128 * 1024 * 1024
_PROGRAMS = ("soffice", "libreoffice")
# The kind without macros is the last one by name: docx after docm.
_SUFFIXES = {kind: f".{max(endings)}" for kind, endings in content.ENDINGS.items()}
# The filter fits texts and tables alike; 2 is PDF/A-2b (org.openoffice.Office.Common/Filter/PDF/Export).
_ARCHIVAL = 'pdf:{0}_pdf_Export:{{"SelectPdfVersion":{{"type":"long","value":"2"}}}}'
# Nothing is fetched, nothing runs. Keys: org.openoffice.Office.Common, org.openoffice.Inet of LibreOffice's registry.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse">
<value>true</value></prop><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop></item>
</oor:items>
"""


class NotConvertible(Exception):
    """No PDF came out; the text says why."""


def program() -> str:
    """Where LibreOffice is; empty where there is none."""
    if settings.LIBREOFFICE:
        return settings.LIBREOFFICE if os.access(settings.LIBREOFFICE, os.X_OK) else ""
    return next((found for name in _PROGRAMS if (found := shutil.which(name))), "")


def is_available() -> bool:
    """Whether office files can be shown in pages here."""
    return bool(program())


@contextmanager
def converted(source: Path, *, is_archival: bool = False) -> Iterator[BinaryIO]:
    """The PDF of an office file, open for reading inside the block; ``is_archival`` as PDF/A-2b.

    Raises:
        NotConvertible: the file is too large or none that is converted, LibreOffice failed, or took too long.
    """
    if source.stat().st_size > INPUT_AT_MOST:
        raise NotConvertible("too large")
    try:
        found = content.examine(source)  # anew: a correspondent only declares the kind of what they send
    except ValidationError as refused:
        raise NotConvertible(str(refused.code)) from refused
    if found.media_type not in content.OFFICE or found.has_macros:
        raise NotConvertible("macros" if found.has_macros else found.media_type)
    with tempfile.TemporaryDirectory(prefix="mezhved-office-") as name:
        folder = Path(name)
        profile = folder / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        given = folder / f"paper{_SUFFIXES[found.media_type]}"
        shutil.copyfile(source, given)
        program_of = "calc" if found.media_type in content.TABLES else "writer"
        _run(folder, given, _ARCHIVAL.format(program_of) if is_archival else "pdf")
        made = folder / "made" / "paper.pdf"
        if not made.exists():
            raise NotConvertible("no PDF came out")
        with made.open("rb") as stream:
            if stream.read(5) != b"%PDF-":
                raise NotConvertible("no PDF came out")
            stream.seek(0)
            yield stream


def _run(folder: Path, given: Path, how: str) -> None:
    command = [
        *_without_network(),
        program(),
        f"-env:UserInstallation=file://{folder / 'profile'}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
        *("--convert-to", how, "--outdir", str(folder / "made"), str(given)),
    ]
    surroundings = {"HOME": str(folder), "TMPDIR": str(folder), "PATH": os.defpath, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen(  # noqa: S603  # a fixed command; only the path of our own copy varies
        command,
        cwd=folder,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_limit,  # noqa: PLW1509  # the worker runs one thread
    )
    try:
        status = process.wait(timeout=settings.LIBREOFFICE_SECONDS)
    except subprocess.TimeoutExpired as late:
        raise NotConvertible("took too long") from late
    finally:
        _end(process)
    if status:
        raise NotConvertible(f"LibreOffice ended with {status}")


def _limit() -> None:
    seconds = settings.LIBREOFFICE_SECONDS
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, settings.LIBREOFFICE_MEMORY),
        (resource.RLIMIT_FSIZE, OUTPUT_AT_MOST),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _end(process: "subprocess.Popen[bytes]") -> None:
    """The process and whatever it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@cache
def _without_network() -> tuple[str, ...]:
    """What starts a program in an empty network, where the system allows that to everybody."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    command = (unshare, "--user", "--map-current-user", "--net", "--")
    tried = subprocess.run([*command, "true"], capture_output=True, check=False)  # noqa: S603  # a fixed command
    return command if tried.returncode == 0 else ()
