"""The command for people who check from outside."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.management import call_command

from history import clock
from signing.anchors import add_to_bundle, read_bundle
from tests.signing import forge
from tests.signing.people import MAIN, NOW, ministry

pytestmark = [pytest.mark.feature("X03"), pytest.mark.feature("F02")]

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def root_pem(tmp_path: Path) -> Path:
    """The authority in a file."""
    path = tmp_path / "root.pem"
    path.write_bytes(ministry().authority.certificate.public_bytes(Encoding.PEM))
    return path


def answers(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, list[dict[str, Any]]]:
    """Exit status and lines of the command."""
    status = 0
    with clock.at(NOW):
        try:
            call_command("verify_container", *map(str, arguments), "--json")
        except SystemExit as end:
            status = int(end.code or 0)
    return status, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_valid_containers_give_one_line_each(
    document: Path, message: Path, root_pem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With who signed, and what was not checked."""
    status, lines = answers(capsys, document, message, "--trust", root_pem)

    assert status == 0
    assert [(line["file"], line["valid"], line["kind"]) for line in lines] == [
        (str(document), True, "document"),
        (str(message), True, "message"),
    ]
    assert [one["signer"] for one in lines[0]["signatures"]] == ["Сомова Ирина Павловна"]
    assert [one["where"] for one in lines[1]["signatures"]] == [
        "META-INF/signatures0.xml",
        "document.asice/META-INF/signatures0.xml",
    ]
    assert lines[0]["not_checked"] == ["REVOCATION", "TIME_STAMP"]


def test_one_bad_container_among_good_ones_is_told_by_the_exit_status(
    document: Path, message: Path, root_pem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And by its own line."""
    document.write_bytes(forge.assembled(forge.changed(forge.taken_apart(document), MAIN, data=b"%PDF other")))

    status, lines = answers(capsys, message, document, "--trust", root_pem)

    assert status == 1
    assert [line["code"] for line in lines] == ["", "DIGEST_MISMATCH"]
    finding = lines[1]["findings"][0]
    assert finding["code"] == "DIGEST_MISMATCH"
    assert MAIN in finding["reason"]
    assert finding["where"] == "META-INF/signatures0.xml"


def test_without_a_trusted_authority_nothing_is_valid(
    document: Path, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Unless the installation's own file of anchors names it."""
    settings.TRUST_ANCHORS_FILE = tmp_path / "trust" / "anchors.pem"

    before = answers(capsys, document)
    add_to_bundle(settings.TRUST_ANCHORS_FILE, [ministry().authority.certificate.public_bytes(Encoding.PEM).decode()])
    after = answers(capsys, document)

    assert (before[0], before[1][0]["code"]) == (1, "UNKNOWN_AUTHORITY")
    assert after[0] == 0


def test_a_file_that_is_not_there_is_a_finding(
    tmp_path: Path, root_pem: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And no crash."""
    status, lines = answers(capsys, tmp_path / "missing.asice", tmp_path, "--trust", root_pem)

    assert status == 1
    assert [line["code"] for line in lines] == ["UNREADABLE", "UNREADABLE"]


def test_an_anchor_is_kept_once(tmp_path: Path) -> None:
    """However often it is added."""
    pem = ministry().authority.certificate.public_bytes(Encoding.PEM).decode()

    for _time in range(2):
        add_to_bundle(tmp_path / "anchors.pem", [pem])

    assert read_bundle(tmp_path / "anchors.pem") == ministry().trust


def test_a_person_reads_the_answer_in_words(document: Path, root_pem: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who signed as what, and what was not checked."""
    with clock.at(NOW):
        call_command("verify_container", str(document), "--trust", str(root_pem))

    said = capsys.readouterr().out
    assert "Сомова Ирина Павловна, и.о. министра" in said
    assert "14.04.2026 12:30:00" in said


def test_it_runs_on_a_machine_without_any_database(document: Path, root_pem: Path, tmp_path: Path) -> None:
    """A new process whose database cannot be opened."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MEZHVED_", "DJANGO_"))}
    environment = kept | {
        "MEZHVED_DATA_DIR": str(tmp_path / "node"),
        "MEZHVED_DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "verify_container", str(document), "--trust", str(root_pem), "--json"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip

    line = json.loads(done.stdout)
    assert line["kind"] == "document", done.stderr
    assert {finding["code"] for finding in line["findings"]} <= {"CERT_EXPIRED"}  # the test's certificates age
