"""Stepping up before signing: codes of an authenticator (RFC 6238), recovery codes, what is counted and recorded."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from lxml import html

from documents import selectors as documents
from documents.models import Document, State
from history import clock
from history import selectors as record
from history.models import Act
from signing import one_time, step_up
from signing.factors import COUNTS_FOR, FREE_ATTEMPTS
from signing.models import RecoveryCode, SecondFactor
from signing.step_up import Presented
from tests.codes import codes
from tests.exchange.peers import PASSPHRASE
from tests.people import PASSWORD
from tests.signing.authenticator import Authenticator, factor_of, set_up, wants_codes
from tests.workflows.test_signing_folder import as_shown, awaiting, states, to_sign
from tests.world import World
from workflows.forms.folder import mark_of
from workflows.services import letters, signing_folder

pytestmark = pytest.mark.django_db

# Within the lives of the certificates that the world issues, and some seconds into a step.
LATER = datetime.fromtimestamp((int(clock.now().timestamp()) // one_time.STEP) * one_time.STEP + 7, UTC) + timedelta(
    hours=2
)
PAGE = "signing:second-factor"


@pytest.fixture(autouse=True)
def one_moment() -> Iterator[None]:
    """The clock stands, so that a code does not end in the middle of a test."""
    with clock.at(LATER):
        yield


@pytest.fixture
def telephone(world: World) -> Authenticator:
    """The head's, in an agency that wants codes."""
    wants_codes(world.office.agency)
    return set_up(world.person("leader"))


def presented(world: World, code: str) -> Presented:
    """A code that the head gives for all that awaits a signature."""
    letters_shown = Document.objects.filter(state=State.TO_SIGN)
    shown = [digest for letter in letters_shown for digest in documents.shown_digests(letter)]
    return step_up.present(actor=world.person("leader"), code=code, shown=shown)


def sign(world: World, letter: Document, shown: Presented | None, passphrase: str = PASSPHRASE) -> Document:
    """The head signs."""
    digests = documents.shown_digests(letter)
    item = to_sign(world, letter)
    return letters.sign(actor=world.person("leader"), item=item, passphrase=passphrase, shown=digests, presented=shown)


def browser(world: World, role: str = "leader") -> Client:
    """A person at the pages."""
    client = Client()
    client.force_login(world.person(role), backend="agencies.backends.EmployeeBackend")
    return client


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    """RFC 6238, appendix B: the last six of its eight digits."""
    moment = datetime.fromtimestamp(seconds, UTC)

    assert one_time.code_of(b"12345678901234567890", one_time.step_at(moment)) == code


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_wrong(steps: int, is_right: bool) -> None:
    """Either way, and no more."""
    secret, now = one_time.new_secret(), one_time.step_at(LATER)

    found = one_time.matching_step(secret, one_time.code_of(secret, now + steps), LATER)

    assert found == (now + steps if is_right else None)


def test_a_letter_is_signed_with_a_code_where_the_agency_wants_one(world: World, telephone: Authenticator) -> None:
    """Without one it is refused; the act says that there was one, and the use is recorded."""
    [letter] = awaiting(world, 1)

    with pytest.raises(ValidationError) as refused:
        sign(world, letter, None)
    sign(world, letter, presented(world, telephone.code()))

    assert codes(refused) == ["second-factor-needed"]
    assert record.timeline(letter).get(verb="documents.signed").data["second_factor"] is True
    assert record.timeline(factor_of(world.person("leader"))).filter(verb="signing.factor_used").count() == 1


def test_no_code_serves_twice(world: World, telephone: Authenticator) -> None:
    """Nor does one of an earlier step after a later one."""
    first, second = awaiting(world, 2)
    sign(world, first, presented(world, telephone.code()))

    for code in (telephone.code(), telephone.code(-1)):
        with pytest.raises(ValidationError) as refused:
            presented(world, code)
        assert codes(refused) == ["code-spent"]

    assert states([second]) == [State.TO_SIGN]


def test_two_who_present_one_code_at_once_spend_it_once(world: World, telephone: Authenticator) -> None:
    """Both were checked before either signed."""
    first, second = awaiting(world, 2)
    one, other = (presented(world, telephone.code()) for _time in range(2))
    sign(world, first, one)

    with pytest.raises(ValidationError) as refused:
        sign(world, second, other)

    assert codes(refused) == ["code-spent"]


def test_a_mistyped_passphrase_leaves_the_code_unspent(world: World, telephone: Authenticator) -> None:
    """The signer corrects the passphrase and goes on."""
    [letter] = awaiting(world, 1)
    with pytest.raises(ValidationError):
        sign(world, letter, presented(world, telephone.code()), PASSPHRASE + "!")

    sign(world, letter, presented(world, telephone.code()))

    assert states([letter]) == [State.SIGNED]


def test_several_letters_spend_one_code(world: World, telephone: Authenticator) -> None:
    """One entry, one use."""
    found = awaiting(world, 3)

    done = signing_folder.sign_several(
        actor=world.person("leader"),
        chosen=as_shown(world, found),
        passphrase=PASSPHRASE,
        presented=presented(world, telephone.code()),
    )

    assert (done.stopped, states(found)) == (None, [State.SIGNED] * 3)
    assert Act.objects.filter(verb="signing.factor_used").count() == 1


def test_several_letters_without_a_code_stop_at_the_first(world: World, telephone: Authenticator) -> None:
    """None is signed."""
    found = awaiting(world, 2)

    done = signing_folder.sign_several(
        actor=world.person("leader"), chosen=as_shown(world, found), passphrase=PASSPHRASE
    )

    assert done.stopped is not None
    assert (done.results, states(found)) == ([], [State.TO_SIGN] * 2)


def test_wrong_codes_are_recorded_and_after_some_none_is_tried(world: World, telephone: Authenticator) -> None:
    """Not even the right one, until the rest is over."""
    wrong = f"{(int(telephone.code(3)) + 1) % 10**6:06d}"
    for _time in range(FREE_ATTEMPTS):
        with pytest.raises(ValidationError) as refused:
            presented(world, wrong)
        assert codes(refused) == ["wrong-code"]

    with pytest.raises(ValidationError) as rests:
        presented(world, telephone.code())

    assert codes(rests) == ["factor-rests"]
    assert Act.objects.filter(verb="signing.factor_refused").count() == FREE_ATTEMPTS + 1
    with clock.at(LATER + timedelta(seconds=31)):
        assert presented(world, telephone.code()).factor_id == factor_of(world.person("leader")).pk


def test_a_recovery_code_serves_once(world: World, telephone: Authenticator) -> None:
    """However it is typed; another one serves still."""
    first, second = awaiting(world, 2)
    one, other = telephone.recovery_codes[:2]
    sign(world, first, presented(world, one.lower().replace("-", " ")))

    with pytest.raises(ValidationError) as refused:
        presented(world, one)
    sign(world, second, presented(world, other))

    assert codes(refused) == ["code-spent"]
    assert states([first, second]) == [State.SIGNED] * 2


def test_a_presented_code_is_good_for_its_person_and_for_a_while(world: World, telephone: Authenticator) -> None:
    """Not for another signer, nor for a page left open over lunch."""
    [letter] = awaiting(world, 1)
    shown = presented(world, telephone.code())

    with pytest.raises(PermissionDenied):
        step_up.give_up(actor=world.person("other.leader"), presented=shown)
    with clock.at(LATER + COUNTS_FOR + timedelta(seconds=1)), pytest.raises(ValidationError) as refused:
        sign(world, letter, shown)

    assert codes(refused) == ["code-spent"]


def test_the_secret_lies_where_keys_are_kept_and_recovery_codes_are_digests(
    world: World, telephone: Authenticator
) -> None:
    """The secret sealed, and told to nobody once it is confirmed; versions hold hashes of digests."""
    factor = factor_of(world.person("leader"))
    kept = set(RecoveryCode.objects.filter(factor=factor).values_list("digest", flat=True))
    lies = (Path(settings.KEYS_DIR) / f"{factor.kept_as}.json").read_text()

    with pytest.raises(ValidationError) as refused:
        step_up.secret_of_begun(factor)

    assert codes(refused) == ["factor-there"]
    assert telephone.secret.hex() not in lies
    assert one_time.written(telephone.secret).replace("-", "") not in lies
    assert kept == {one_time.digest_of(one) for one in telephone.recovery_codes}
    assert not kept & set(RecoveryCode.version_model.objects.values_list("digest", flat=True))


def test_an_authenticator_begins_with_the_password_and_a_first_code(world: World) -> None:
    """Neither a wrong password nor a wrong code puts one in force."""
    leader = world.person("leader")
    with pytest.raises(ValidationError) as wrong_password:
        step_up.begin(actor=leader, password=PASSWORD + "!")
    factor = step_up.begin(actor=leader, password=PASSWORD)
    wrong = one_time.code_of(step_up.secret_of_begun(factor), one_time.step_at(LATER) + 5)
    with pytest.raises(ValidationError) as wrong_code:
        step_up.enrol(actor=leader, code=wrong)

    assert (codes(wrong_password), codes(wrong_code)) == (["wrong-password"], ["wrong-code"])
    assert not SecondFactor.objects.in_force().exists()
    with pytest.raises(PermissionDenied):
        step_up.begin(actor=world.person("executor"), password=PASSWORD)


def test_a_lost_authenticator_is_taken_away_by_an_administrator_and_another_one_set_up(
    world: World, telephone: Authenticator
) -> None:
    """Nobody else takes it away; codes of the lost one are right no more."""
    factor = factor_of(world.person("leader"))
    with pytest.raises(PermissionDenied):
        step_up.take_away(actor=world.person("other.leader"), factor=factor)

    step_up.take_away(actor=world.person("administrator"), factor=factor)
    again = set_up(world.person("leader"))

    factor.refresh_from_db()
    assert factor.dropped_at == LATER
    with pytest.raises(ValidationError):
        presented(world, telephone.code())
    assert presented(world, again.code()).factor_id != factor.pk


def test_the_page_sets_an_authenticator_up_and_shows_the_recovery_codes_once(world: World) -> None:
    """Password, picture, first code, codes; then they are gone from the page."""
    client, address = browser(world), reverse(PAGE)
    client.post(address, {"action": "begin", "password": PASSWORD})
    shown: Any = html.fromstring(client.get(address).content.decode())
    written = shown.xpath("string(//code)").strip()
    secret = step_up.secret_of_begun(SecondFactor.objects.begun().get())
    assert written == one_time.written(secret)
    assert shown.xpath("//img[starts-with(@src, 'data:image/svg')]")

    answer = client.post(address, {"action": "enrol", "code": Authenticator(secret, []).code()})

    page: Any = html.fromstring(answer.content.decode())
    told = [one.text for one in page.xpath("//li/code")]
    assert len(told) == one_time.RECOVERY_CODES
    assert told[0] not in client.get(address).content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_the_folder_asks_for_a_code_and_keeps_the_ticks_when_it_is_wrong(
    world: World, telephone: Authenticator
) -> None:
    """Nothing is signed with a wrong one; the right one signs."""
    found = awaiting(world, 2)
    sent = {"action": "sign", "chosen": [mark_of(to_sign(world, one)) for one in found], "passphrase": PASSPHRASE}
    client, address = browser(world), reverse("workflows:signing-folder")

    refused = client.post(address, sent | {"code": telephone.code(5)})
    after_refusal = states(found)
    client.post(address, sent | {"code": telephone.code()})

    assert (refused.status_code, refused.content.decode().count(" checked")) == (422, len(found))
    assert after_refusal == [State.TO_SIGN] * 2
    assert states(found) == [State.SIGNED] * 2


def test_a_letter_by_itself_asks_for_a_code_too(world: World, telephone: Authenticator) -> None:
    """On the page of the work."""
    [letter] = awaiting(world, 1)
    item = to_sign(world, letter)
    client, address = browser(world), reverse("workflows:item", args=[item.pk])
    sent = {"action": "sign", "passphrase": PASSPHRASE, "shown": " ".join(documents.shown_digests(letter))}

    without = client.post(address, sent)
    client.post(address, sent | {"code": telephone.code()})

    assert without.status_code == 422
    assert states([letter]) == [State.SIGNED]
