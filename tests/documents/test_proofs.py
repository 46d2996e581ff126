"""Time-stamps and lasting proofs of signed letters: given by the worker, pending while an authority is down."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from documents import files
from documents.models import Document, DocumentFile, LetterTemplate, Proof
from documents.services import ask_long_term, raise_due
from documents.services.proofs import LONGEST_PAUSE, _put_off
from exchange.models import InboxMessage, OutboxMessage, OutboxState
from history import clock
from history.models import Act
from signing.selectors import certificate_of, seal_of
from signing.services import issue_seal, issue_stamper, revoke_certificate
from signing.stamping import anchors_for
from signing.verification import Level, Report, verify
from tests.people import LOADER
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.feature("X04"), pytest.mark.feature("X03")]

DOWN = {"*": "http://127.0.0.1:9/timestamps"}


@pytest.fixture
def letter(world: World) -> Document:
    """An inquiry that the head has signed; the ministry has a key for time-stamps."""
    issue_stamper(actor=LOADER, agency=world.office.agency)
    case = world.appeal()
    world.resolved(case)
    return world.signed(world.submitted(case, world.draft(LetterTemplate.Purpose.INQUIRY)))


def versions(letter: Document) -> list[DocumentFile]:
    """The containers of a letter, the first one first."""
    found = DocumentFile.objects.filter(document=letter, role=DocumentFile.FileRole.CONTAINER)
    return list(found.select_related("stored").order_by("version"))


def report_on(entry: DocumentFile) -> Report:
    """What our check says of a container of the ministry."""
    anchors = anchors_for(entry.document.agency)
    return verify(files.path_of(entry.stored), trust=anchors.trust, stampers=anchors.stampers)


def proof_of(letter: Document) -> Proof:
    """How far its proof has got."""
    return Proof.objects.get(document=letter)


def test_a_signed_letter_gets_a_time_stamp_and_goes_out_with_it(letter: Document, world: World) -> None:
    """At the first round of the worker; the addressee finds it valid and sees the level."""
    assert raise_due() == 1
    first, second = versions(letter)
    assert (first.is_current, second.is_current, second.remark) == (False, True, "B-T")
    assert report_on(second).level is Level.STAMPED
    assert (proof_of(letter).level, proof_of(letter).is_pending) == ("B-T", False)

    world.registered(letter)
    world.deliver()

    received = InboxMessage.objects.get()
    assert (received.state, received.code) == ("waiting", "")
    assert [one["level"] for one in received.report["signatures"]] == ["B-T", "B-T"]
    assert raise_due() == 0


def test_an_authority_that_is_down_stops_neither_signing_nor_sending_and_is_caught_up(
    letter: Document, world: World, settings: object
) -> None:
    """What was sent without a time-stamp stays as it was sent; the archive gets it later."""
    settings.TIMESTAMP_URLS, settings.PROOF_PRIVATE_ADDRESSES = DOWN, True  # type: ignore[attr-defined]  # pytest-django's
    assert raise_due() == 0
    pending = proof_of(letter)
    assert (pending.level, pending.attempts, pending.is_pending) == ("B-B", 1, True)
    assert "ConnectError" in pending.last_error
    world.registered(letter)
    world.deliver()
    sent = OutboxMessage.objects.get()
    assert (sent.state, sent.sealed is not None) == (OutboxState.ACCEPTED, True)
    assert sent.sealed is not None
    before = files.path_of(sent.sealed).read_bytes()

    settings.TIMESTAMP_URLS = {}  # type: ignore[attr-defined]  # pytest-django's
    assert raise_due() == 0  # not before its time
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert raise_due() == 1

    old, new = versions(letter)
    assert (report_on(old).level, report_on(new).level) == (Level.BASIC, Level.STAMPED)
    sent.refresh_from_db()
    assert sent.sealed is not None
    assert files.path_of(sent.sealed).read_bytes() == before
    assert (proof_of(letter).last_error, proof_of(letter).attempts) == ("", 0)


def test_one_try_is_enough_for_all_that_waits_and_one_answer_too(
    letter: Document, world: World, settings: object
) -> None:
    """A worker has other work than to wait for an authority that is down; once it is there, nobody waits longer."""
    other = world.signed(
        world.submitted(letter.case, world.draft(LetterTemplate.Purpose.INQUIRY))  # type: ignore[arg-type]  # it has a case
    )
    settings.TIMESTAMP_URLS, settings.PROOF_PRIVATE_ADDRESSES = DOWN, True  # type: ignore[attr-defined]  # pytest-django's

    assert raise_due() == 0

    assert (proof_of(letter).attempts, proof_of(other).attempts) == (1, 0)
    assert proof_of(letter).due_at == proof_of(other).due_at
    settings.TIMESTAMP_URLS = {}  # type: ignore[attr-defined]  # pytest-django's
    Proof.objects.filter(document=letter).update(due_at=clock.now())
    assert [raise_due(), raise_due()] == [1, 1]


def test_tries_grow_rare_and_never_end(letter: Document) -> None:
    """At most an hour apart."""
    for attempts, longest in ((0, timedelta(seconds=10)), (3, timedelta(seconds=80)), (500, LONGEST_PAUSE)):
        proof = proof_of(letter)
        proof.attempts = attempts

        _put_off(proof, "down")

        due_at = proof_of(letter).due_at
        assert due_at is not None
        assert longest / 2 - timedelta(seconds=1) <= due_at - clock.now() <= longest


@pytest.mark.parametrize(("ahead", "raised"), [(timedelta(days=1), 1), (timedelta(minutes=50), 0)])
def test_a_proof_put_off_by_a_clock_that_was_ahead_is_made(letter: Document, ahead: timedelta, raised: int) -> None:
    """A day ahead no pause of ours ends; within an hour it is waited for."""
    with clock.at(clock.now() + ahead):
        _put_off(proof_of(letter), "down")

    assert raise_due() == raised


def test_without_any_authority_the_letter_waits_and_says_why(letter: Document, world: World) -> None:
    """A node that has none yet catches up when it gets one."""
    revoke_certificate(
        actor=LOADER,
        certificate=world.office.agency.certificates.get(kind="stamper"),
        reason="cessationOfOperation",
    )

    assert raise_due() == 0

    assert proof_of(letter).last_error == "no authority is configured"


def test_filing_keeps_what_proves_the_signatures_for_long(letter: Document, world: World) -> None:
    """Certificates and answers of the authority, given after the time-stamp."""
    assert raise_due() == 1
    world.registered(letter)
    world.deliver()
    assert letter.case is not None
    world.decided(letter.case, "withdrawn")

    world.ended(letter.case)

    assert raise_due() == 1
    last = versions(letter)[-1]
    assert (last.version, last.remark, report_on(last).level) == (3, "LT", Level.LONG_TERM)
    with clock.at(clock.now() + timedelta(days=3650)):
        assert report_on(last).findings == ()


def test_the_records_office_asks_for_it_before(letter: Document, world: World) -> None:
    """Both steps are done in turn; asking twice is refused, and nobody else asks."""
    with pytest.raises(PermissionDenied):
        ask_long_term(actor=world.person("executor"), document=letter)
    ask_long_term(actor=world.person("clerk"), document=letter)

    assert [raise_due(), raise_due(), raise_due()] == [1, 1, 0]

    assert report_on(versions(letter)[-1]).level is Level.LONG_TERM
    with pytest.raises(ValidationError) as refused:
        ask_long_term(actor=world.person("clerk"), document=letter)
    assert refused.value.code == "already-wanted"
    verbs = Act.objects.filter(mentions__object_key=letter.pk, verb__startswith="documents.").values_list(
        "verb", flat=True
    )
    assert list(verbs).count("documents.proof_raised") == 2


def test_a_letter_that_nobody_of_ours_signed_has_no_proof(world: World) -> None:
    """There is nothing to raise."""
    case = world.appeal()
    paper = Document.objects.get(case=case)

    with pytest.raises(ValidationError) as refused:
        ask_long_term(actor=world.person("clerk"), document=paper)

    assert refused.value.code == "not-signed"


def test_a_certificate_revoked_before_the_time_stamp_is_never_proven_for_long(letter: Document, world: World) -> None:
    """And the check of our own papers says so."""
    certificate = certificate_of(world.person("leader"))
    assert certificate is not None
    revoke_certificate(actor=LOADER, certificate=certificate, reason="keyCompromise")
    assert raise_due() == 1
    ask_long_term(actor=world.person("clerk"), document=letter)

    assert raise_due() == 0

    assert proof_of(letter).last_error.startswith("REVOKED")


def test_a_successor_of_a_seal_is_used_at_once_and_the_old_one_stays_valid(world: World) -> None:
    """Two at once: what is on its way is not refused."""
    old = seal_of(world.office.agency)
    new = issue_seal(actor=world.person("administrator"), agency=world.office.agency)

    assert seal_of(world.office.agency) == new
    assert old is not None
    assert old.valid_to > clock.now()
    assert not old.is_revoked


def test_a_day_without_an_authority_is_made_up_for_by_the_worker_alone(
    letter: Document, world: World, settings: object
) -> None:
    """Letters leave all day as they are signed; a sweep looks every ten minutes; the first after it raises them all."""
    settings.TIMESTAMP_URLS, settings.PROOF_PRIVATE_ADDRESSES = DOWN, True  # type: ignore[attr-defined]  # pytest-django's
    other = world.signed(
        world.submitted(letter.case, world.draft(LetterTemplate.Purpose.INQUIRY))  # type: ignore[arg-type]  # it has a case
    )
    world.registered(letter)
    world.deliver()
    began = clock.now()

    for minutes in range(0, 24 * 60, 10):
        with clock.at(began + timedelta(minutes=minutes)):
            assert raise_due() == 0
    tries = sum(proof_of(one).attempts for one in (letter, other))
    settings.TIMESTAMP_URLS = {}  # type: ignore[attr-defined]  # pytest-django's
    with clock.at(began + timedelta(hours=25)):
        raised = [raise_due(), raise_due()]
        levels = [report_on(versions(one)[-1]).level for one in (letter, other)]

    assert OutboxMessage.objects.get().state == OutboxState.ACCEPTED
    assert sum(raised) == 2
    assert levels == [Level.STAMPED] * 2
    assert 24 <= tries <= 24 * 6
