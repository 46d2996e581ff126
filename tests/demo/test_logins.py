"""Passwords of a demo node: by chance, kept for its owner alone, printed by role."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from pytest_django.fixtures import Settings

from agencies.models import Employee
from demo import logins as demo_logins
from demo import node
from demo.world import AGENCY_B
from workflows.setting_up import load_reference_data


def test_the_file_is_for_its_owner_alone_and_keeps_what_was_made(settings: Settings, tmp_path: object) -> None:
    """Saved and loaded, password and passphrases are the same; nobody else can read the file."""
    settings.DATA_DIR = tmp_path
    made = demo_logins.load()
    passphrase = made.passphrase("somova")
    made.save()

    loaded = demo_logins.load()

    assert (loaded.password, loaded.passphrases) == (made.password, {"somova": passphrase})
    assert (settings.DATA_DIR / "demo_logins.json").stat().st_mode & 0o777 == 0o600


def test_two_installations_have_different_passwords(settings: Settings, tmp_path: object) -> None:
    """Nothing is built in."""
    settings.DATA_DIR = tmp_path

    assert demo_logins.load().password != demo_logins.load().password


def test_the_environment_may_give_the_password(
    settings: Settings, tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a demo whose leaflets are already printed."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("MEZHVED_DEMO_PASSWORD", "правильная лошадь")

    assert demo_logins.load().password == "правильная лошадь"


@pytest.mark.django_db
def test_logins_are_printed_by_role_and_open_their_accounts(settings: Settings, tmp_path: object) -> None:
    """Everybody who holds a post today; signers with the passphrase of their key."""
    settings.DATA_DIR = tmp_path
    logins = demo_logins.load()
    logins.passphrase("zavyalov")
    logins.save()
    load_reference_data(node.LOADER)
    agency = node.prepare_agency(AGENCY_B, logins)
    told = StringIO()

    call_command("demo_logins", "--json", stdout=told)

    rows = {row["login"]: row for row in json.loads(told.getvalue())}
    assert {login: row["role"] for login, row in rows.items()} == {
        "zavyalov": "leader",
        "gordeeva": "controller",
        "chernykh": "clerk",
        "nosov": "unit_head",
        "fyodorov": "executor",
        "sazonova": "administrator",
    }
    assert rows["zavyalov"]["passphrase"] == logins.passphrases["zavyalov"]
    assert rows["chernykh"]["passphrase"] is None
    assert {row["agency"] for row in rows.values()} == {agency.short_name}
    assert all(_opens(row) for row in rows.values())


@pytest.mark.django_db
def test_a_node_without_a_demo_says_so() -> None:
    """Instead of printing nothing."""
    with pytest.raises(CommandError, match="prepare_node"):
        call_command("demo_logins", stdout=StringIO())


def _opens(row: dict[str, str]) -> bool:
    return Employee.objects.get(username=row["login"]).check_password(row["password"])
