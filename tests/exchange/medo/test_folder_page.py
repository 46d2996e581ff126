"""The page that sets up a correspondent's watched folder: where it may lie, whether it works, what was last seen."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from pytest_django import Settings

from exchange import folders, services
from exchange.models import Correspondent, WatchedFolder
from history import clock
from history.models import Act
from tests.codes import codes
from tests.exchange.medo.couriers import COMMITTEE_UID, MINISTRY_UID, Courier
from tests.exchange.peers import Peers

GIVEN = {"name": "committee", "their_uid": str(COMMITTEE_UID), "our_uid": str(MINISTRY_UID)}
ENTRY = services.FolderEntry("committee", COMMITTEE_UID, MINISTRY_UID)


@pytest.fixture
def base(tmp_path: Path, settings: Settings) -> Path:
    """Where all watched folders lie."""
    settings.EXCHANGE_FOLDERS = tmp_path / "folders"
    return tmp_path / "folders"


def a_client(peers: Peers) -> Client:
    """The clerk of the ministry, who runs its exchange."""
    client = Client()
    client.force_login(peers.ministry.clerk)
    return client


def address(peers: Peers) -> str:
    """The page of the committee's folder."""
    return f"/exchange/correspondents/{peers.committee_known.pk}/folder/"


@pytest.mark.feature("X11")
def test_a_folder_is_set_up_in_a_page(peers: Peers, base: Path) -> None:
    """It is made with its parts, nothing of the trial stays, and the entry goes by folder from then on."""
    client = a_client(peers)

    before = client.get(address(peers)).content.decode()
    answer = client.post(address(peers), GIVEN)
    after = client.get(address(peers)).content.decode()

    found = WatchedFolder.objects.get()
    assert "Папка ещё не названа" in before
    assert answer.status_code == 302
    assert "в порядке" in after
    assert peers.committee_known.channel == Correspondent.Channel.FOLDER
    assert found.looked_at is not None
    assert [one.name for one in sorted(base.rglob("*"))] == ["committee", "done", "in", "out", "refused"]
    assert Act.objects.filter(verb="exchange.folder_named").count() == 1


def test_the_id_of_ours_that_others_know_is_filled_in(courier: Courier, base: Path) -> None:
    """It is one for all correspondents of an agency."""
    other = Correspondent.objects.create(
        agency=courier.peers.ministry.agency, exchange_id="X-1", name="Архив", channel="folder"
    )
    client = a_client(courier.peers)

    page = client.get(f"/exchange/correspondents/{other.pk}/folder/").content.decode()
    card = client.get(f"/exchange/correspondents/{other.pk}/").content.decode()

    assert f'value="{MINISTRY_UID}"' in page
    assert "Наблюдаемая папка не названа" in card


@pytest.mark.parametrize("name", ["../a", "a/b", "/etc", "", ".hidden", "a\0b", "A", "a" * 61, "..", "папка"])
def test_a_name_that_leads_elsewhere_is_refused(peers: Peers, base: Path, name: str) -> None:
    """What was typed stays in the form."""
    answer = a_client(peers).post(address(peers), GIVEN | {"name": name})

    assert answer.status_code == 422
    assert str(COMMITTEE_UID) in answer.content.decode()
    assert not base.exists()


def test_a_link_out_of_the_folder_of_exchange_is_refused(peers: Peers, base: Path, tmp_path: Path) -> None:
    """Neither the folder itself nor a part of it may be one."""
    (tmp_path / "away").mkdir()
    base.mkdir()
    (base / "committee").symlink_to(tmp_path / "away")
    (base / "other" / "out").mkdir(parents=True)
    (base / "other" / "in").symlink_to(tmp_path / "away")

    for name in ("committee", "other"):
        with pytest.raises(ValidationError) as refused:
            services.use_folder(
                actor=peers.ministry.clerk,
                correspondent=peers.committee_known,
                entry=services.FolderEntry(name, COMMITTEE_UID, MINISTRY_UID),
            )
        assert codes(refused) == ["folder-unusable"]

    assert not WatchedFolder.objects.exists()


def test_a_part_that_cannot_be_written_is_named(peers: Peers, base: Path) -> None:
    """A file stands where the part should be; whoever runs this as root may write anywhere else."""
    (base / "committee").mkdir(parents=True)
    (base / "committee" / folders.DONE).write_bytes(b"")

    answer = a_client(peers).post(address(peers), GIVEN)

    assert answer.status_code == 422
    assert "Папкой пользоваться нельзя" in answer.content.decode()
    assert peers.committee_known.channel == Correspondent.Channel.HTTPS


def test_a_share_that_vanished_is_not_made_anew(peers: Peers, base: Path) -> None:
    """An empty folder in its place would hide what lies on the share."""
    services.use_folder(actor=peers.ministry.clerk, correspondent=peers.committee_known, entry=ENTRY)
    (base / "committee").rename(base / "unmounted")

    with pytest.raises(ValidationError) as refused:
        services.use_folder(actor=peers.ministry.clerk, correspondent=peers.committee_known, entry=ENTRY)

    assert codes(refused) == ["folder-unusable"]
    assert os.listdir(base) == ["unmounted"]


def test_the_page_shows_the_last_fault_and_the_last_success(courier: Courier, base: Path) -> None:
    """In words; and the card of the correspondent says what to do."""
    client, folder = a_client(courier.peers), courier.ministry_folder
    folder.rename(folder.with_name("away"))
    services.read_folders()

    page = client.get(address(courier.peers)).content.decode()
    card = client.get(f"/exchange/correspondents/{courier.peers.committee_known.pk}/").content.decode()
    folder.with_name("away").rename(folder)
    services.read_folders()
    mended = WatchedFolder.objects.get(correspondent=courier.peers.committee_known)

    assert "папки нет на месте" in page
    assert "Наблюдаемая папка не в порядке" in card
    assert (mended.fault, mended.fault_at is not None) == ("", True)
    assert mended.looked_at is not None
    assert mended.looked_at <= clock.now()


def test_only_who_runs_the_exchange_names_a_folder(peers: Peers, base: Path) -> None:
    """To everybody else the page does not exist; nor does that of another agency's correspondent."""
    stranger, client = Client(), a_client(peers)
    stranger.force_login(peers.ministry.executor)

    with pytest.raises(PermissionDenied):
        services.use_folder(actor=peers.ministry.executor, correspondent=peers.committee_known, entry=ENTRY)

    assert stranger.get(address(peers)).status_code == 404
    assert client.post(f"/exchange/correspondents/{peers.ministry_known.pk}/folder/", GIVEN).status_code == 404
    assert not base.exists()


def test_both_sides_have_ids_of_their_own(peers: Peers, base: Path) -> None:
    """Somebody has copied the same one twice."""
    answer = a_client(peers).post(address(peers), GIVEN | {"our_uid": str(COMMITTEE_UID)})

    assert answer.status_code == 422
    assert "Оба кода одинаковы" in answer.content.decode()


def test_a_folder_is_one_correspondents(courier: Courier, base: Path) -> None:
    """Whoever writes there speaks for its correspondent."""
    answer = a_client(courier.peers).post(address(courier.peers), GIVEN | {"name": "ministry"})

    assert answer.status_code == 422
