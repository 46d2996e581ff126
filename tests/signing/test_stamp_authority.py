"""The settings of an agency's time-stamp authority in a page: entered, tried out by the worker, told in plain words."""

import base64
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from history import clock
from history.models import Act
from signing.models import StampAuthority
from signing.selectors import stamp_anchors
from signing.services import issue_stamper, make_authority
from signing.stamp_authorities import StampSettings, ask_stamp_trial, run_stamp_trials, set_stamp_authority
from signing.stamping import stamp_source_of
from signing.timestamps import NoTimeStamp
from tests.codes import codes
from tests.people import LOADER, Office
from tests.signing.openssl_authority import Authority
from tests.signing.stamps import agency as outside

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X04")]

PAGE = "/certificates/time-stamps/"
ROOT = outside().trust[0].public_bytes(Encoding.PEM).decode("ascii")


@pytest.fixture(autouse=True)
def _inside(settings: Settings) -> None:
    """The authority of the tests is on this machine."""
    settings.PROOF_PRIVATE_ADDRESSES = True


def a_client(office: Office) -> Client:
    """The administrator at their desk."""
    client = Client()
    client.force_login(office.administrator)
    return client


def shown(client: Client) -> str:
    """What the page says."""
    return client.get(PAGE).content.decode()


def tried(client: Client) -> str:
    """What the page says after the button was pressed and the worker came round."""
    client.post(f"{PAGE}trial/")
    run_stamp_trials()
    return shown(client)


def test_an_authority_is_entered_and_tried_out(office: Office, authority: Authority) -> None:
    """The page asks, the worker goes out, and the page says who gave the time-stamp, when, and under which policy."""
    client = a_client(office)

    before = shown(client)
    client.post(PAGE, {"url": authority.url, "anchors": ROOT, "policy": ""})
    client.post(f"{PAGE}trial/")
    meanwhile = shown(client)
    made = run_stamp_trials()
    after = shown(client)

    row = StampAuthority.objects.get()
    assert "никто: подписанное остаётся без штампа" in before
    assert "Фоновый процесс запрашивает; посмотрите через минуту" in meanwhile
    assert "штамп времени получен, с ним всё верно" in after
    assert "1.2.3.4" in after
    assert (made, run_stamp_trials()) == (1, 0)
    assert row.succeeded_at is not None
    assert set(
        Act.objects.filter(subject_key=row.pk, verb__startswith="signing.stamp").values_list("verb", flat=True)
    ) == {
        "signing.stamp_authority_set",
        "signing.stamp_trial_asked",
        "signing.stamp_tried",
    }


def test_each_fault_is_told_in_plain_words_with_what_to_do(office: Office, authority: Authority) -> None:
    """Nobody answers, a stranger answers, an old answer is repeated, another policy."""
    client = a_client(office)
    entry = {"url": authority.url, "anchors": ROOT, "policy": ""}
    told = {}

    client.post(PAGE, entry | {"anchors": ""})
    told["untrusted"] = tried(client)
    with clock.at(clock.now() + timedelta(minutes=1)):
        client.post(PAGE, entry | {"policy": "1.2.3.9"})
        told["policy"] = tried(client)
    with clock.at(clock.now() + timedelta(minutes=2)):
        authority.status = 503
        client.post(PAGE, entry)
        told["down"] = tried(client)

    assert "не ведёт ни к одной службе, которой здесь доверяют" in told["untrusted"]
    assert "Добавьте ниже корневой сертификат" in told["untrusted"]
    assert "Сообщите службе то, что здесь сказано" in told["policy"]
    assert "answered 503" in told["down"]
    assert "Сверьте адрес" in told["down"]
    assert StampAuthority.objects.get().succeeded_at is None


def test_what_is_signed_gets_its_time_stamp_from_the_authority_that_was_entered(
    office: Office, authority: Authority
) -> None:
    """It comes before the settings of the installation and before the agency's own; without an address it does not."""
    make_authority(actor=LOADER, agency=office.agency, is_test=True)
    issue_stamper(actor=LOADER, agency=office.agency)
    set_stamp_authority(actor=office.administrator, agency=office.agency, entry=StampSettings(authority.url, ROOT))
    authority.status = 500
    entered = stamp_source_of(office.agency)
    assert entered is not None
    with pytest.raises(NoTimeStamp):
        entered.stamp(b"value")

    set_stamp_authority(actor=office.administrator, agency=office.agency, entry=StampSettings())
    own = stamp_source_of(office.agency)

    assert own is not None
    assert own.stamp(b"value")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://10.0.0.5/tsa",
        "http://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://user:pass@93.184.216.34/",
        "https://93.184.216.34/#a",
        "ftp://93.184.216.34/",
        "file:///etc/passwd",
        "http://",
        "tsa",
        "http://[",
    ],
)
def test_an_address_inside_the_network_is_refused_unless_the_installation_allows_it(
    office: Office, settings: Settings, url: str
) -> None:
    """What was typed stays in the form."""
    settings.PROOF_PRIVATE_ADDRESSES = False

    answer = a_client(office).post(PAGE, {"url": url, "anchors": "", "policy": "1.2.3"})

    assert answer.status_code == 422
    assert "Такой адрес не разрешён" in answer.content.decode()
    assert 'value="1.2.3"' in answer.content.decode()
    assert not StampAuthority.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("anchors", "нет"), ("policy", "любая"), ("policy", "1.2."), ("policy", "9.9"), ("url", "a" * 301)],
)
def test_what_is_no_certificate_and_no_policy_is_refused(office: Office, name: str, value: str) -> None:
    """Beside its field."""
    answer = a_client(office).post(PAGE, {"url": "", "anchors": "", "policy": ""} | {name: value})

    assert answer.status_code == 422
    assert not StampAuthority.objects.exists()


def test_a_certificate_may_come_as_a_file_and_is_kept_once(office: Office) -> None:
    """DER as authorities hand it out; what it says is shown."""
    der = base64.b64decode("".join(ROOT.splitlines()[1:-1]))
    file = SimpleUploadedFile("root.cer", der)

    client = a_client(office)
    client.post(PAGE, {"url": "", "anchors": ROOT, "policy": "", "file": file})

    assert stamp_anchors(office.agency) == outside().trust
    assert "Доверенные для штампов времени" in shown(client)


def test_whom_one_agency_trusts_another_one_does_not(office: Office) -> None:
    """Administrators answer for their own agency."""
    other_office = office.other
    assert other_office is not None
    set_stamp_authority(actor=office.administrator, agency=office.agency, entry=StampSettings(anchors=ROOT))

    assert stamp_anchors(other_office.agency) == []
    with pytest.raises(PermissionDenied):
        set_stamp_authority(actor=office.administrator, agency=other_office.agency, entry=StampSettings())
    with pytest.raises(PermissionDenied):
        ask_stamp_trial(actor=office.clerk, agency=office.agency)


def test_a_trial_is_not_repeated_at_once(office: Office) -> None:
    """Nobody makes this node knock at an address again and again."""
    ask_stamp_trial(actor=office.administrator, agency=office.agency)
    run_stamp_trials()

    with pytest.raises(ValidationError) as refused:
        ask_stamp_trial(actor=office.administrator, agency=office.agency)

    assert codes(refused) == ["asked-already"]
    assert "штампов времени этому ведомству никто не даёт" in shown(a_client(office))
