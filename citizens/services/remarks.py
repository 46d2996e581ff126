"""The discussion of a case: writing, replying, mentioning, correcting and withdrawing."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Employee
from agencies.policies import require
from citizens import policies, selectors
from citizens.models import Case, CaseRole, GuestLink, Mention, Remark
from citizens.services.roles import invite
from citizens.visitors import Visitor
from history import clock
from history.actors import Actor
from history.acts import act, record

LONGEST = 5000


@act
def write_remark(
    *,
    actor: Employee,
    case: Case,
    text: str,
    in_reply_to: Remark | None = None,
    mentioned: Sequence[Employee] = (),
    gives_access: bool = False,
) -> Remark:
    """Say something of a case to all who discuss it. Whoever is mentioned, and whose remark is replied to, is told.

    With ``gives_access`` those mentioned who do not see the case are asked into it as observers. A mention opens no
    marked case: its people are named on its page of access first. A reply to a reply stands in the same thread.

    Raises:
        PermissionDenied: the actor takes no part in the discussion, or gives access and asks nobody into the case.
        ValidationError: ``text-missing``, ``text-too-long``, ``case-filed``, ``remark-elsewhere`` (it is of another
            case), ``remark-withdrawn``, ``person-not-mentionable``, ``official-complained-of`` (59-ФЗ art. 8 p. 6),
            ``mention-without-access``, ``case-marked``.
    """
    require(policies.may_remark(actor, case))
    case = _open(case)
    answered = _answered(case, in_reply_to)
    said = _text(text)
    people = list({one.pk: one for one in mentioned if one.pk != actor.pk}.values())
    asked = _let_in(actor, case, people, gives_access=gives_access)
    author = answered.author if answered is not None else None
    if author is not None and author != actor and author not in people and policies.may_read_remarks(author, case):
        people.append(author)
    remark = Remark(
        case=case,
        author=actor,
        author_name=actor.actor_name,
        in_reply_to=_thread(answered),
        text=said,
        at=clock.now(),
    )
    return _written(actor, remark, people, asked)


@act
def write_guest_remark(*, actor: Actor, link: GuestLink, text: str) -> Remark:
    """What a guest who came by a link says of the case, where the link lets them; whoever asked the guest is told.

    Raises:
        PermissionDenied: the link lets its guest only read.
        ValidationError: ``text-missing``, ``text-too-long``, ``case-filed``, ``link-ended``.
    """
    link = GuestLink.objects.select_related("case", "made_by").get(pk=link.pk)
    require(link.may_remark)
    if not link.is_in_force:
        raise ValidationError(_("This link opens nothing any more."), code="link-ended")
    case = _open(link.case)
    people = [link.made_by] if policies.may_read_remarks(link.made_by, case) else []
    name = Visitor(link).actor_name
    remark = Remark(case=case, guest=link, author_name=name, text=_text(text), at=clock.now())
    return _written(actor, remark, people, set())


@act
def correct_remark(*, actor: Employee, remark: Remark, text: str) -> Remark:
    """Put a remark of one's own in other words, soon after it was written; how it read before stands in the record.

    Raises:
        PermissionDenied: it is another's, or the actor takes no part in the discussion any more.
        ValidationError: ``text-missing``, ``text-too-long``, ``case-filed``, ``remark-withdrawn``, ``remark-too-old``.
    """
    remark = _changeable(actor, remark)
    remark.text, remark.corrected_at = _text(text), clock.now()
    remark.save()
    record("citizens.remark_corrected", actor=actor, subject=remark, about=[remark.case])
    return remark


@act
def withdraw_remark(*, actor: Employee, remark: Remark) -> Remark:
    """Take a remark of one's own back, soon after it was written: its place stays, its text is shown to nobody.

    Raises:
        PermissionDenied: it is another's, or the actor takes no part in the discussion any more.
        ValidationError: ``case-filed``, ``remark-withdrawn``, ``remark-too-old``.
    """
    remark = _changeable(actor, remark)
    remark.withdrawn_at = clock.now()
    remark.save()
    record("citizens.remark_withdrawn", actor=actor, subject=remark, about=[remark.case])
    return remark


def see_mentions(actor: Employee, case: Case) -> None:
    """The person has seen where a case's discussion mentions them. To be called inside the act that says so."""
    for mention in Mention.objects.filter(remark__case=case, employee=actor, seen_at__isnull=True):
        mention.seen_at = clock.now()
        mention.save()


def _written(actor: Actor, remark: Remark, people: Iterable[Employee], asked: set[int]) -> Remark:
    remark.full_clean()
    remark.save()
    people = list(people)
    for one in people:
        Mention.objects.create(remark=remark, employee=one, gave_access=one.pk in asked)
    names = ", ".join(one.short_name for one in people)
    record("citizens.remark_written", actor=actor, subject=remark, about=[remark.case], data={"person": names})
    return remark


def _let_in(actor: Employee, case: Case, people: Sequence[Employee], *, gives_access: bool) -> set[int]:
    """Refuse whom the actor may not mention, and ask into the case those who do not see it; their numbers."""
    allowed = {one.person.pk for one in selectors.mentionable(actor, case)}
    for one in people:
        if one.pk == case.complained_of_id:
            raise _refused(
                "official-complained-of",
                _("The appeal complains of this person: 59-FZ art. 8 p. 6 forbids any role in it."),
            )
        if one.pk not in allowed:
            raise _refused("person-not-mentionable", _("You cannot mention this person here."))
    outside = [one for one in people if not policies.may_read_remarks(one, case)]
    names = {"people": ", ".join(one.short_name for one in outside)}
    if outside and case.access:
        text = _(
            "The case is for official use only, and not seen by: %(people)s. Name them on the page of access first."
        )
        raise _refused("case-marked", text % names)
    if outside and not gives_access:
        text = _("The case is not seen by: %(people)s. Let them take part, or do not mention them.")
        raise _refused("mention-without-access", text % names)
    for one in outside:
        reason = _("Mentioned in the discussion.")
        invite(actor=actor, case=case, employee=one, role=CaseRole.OBSERVER, reason=reason)
    return {one.pk for one in outside}


def _changeable(actor: Employee, remark: Remark) -> Remark:
    remark = Remark.objects.select_for_update(of=("self",)).select_related("case").get(pk=remark.pk)
    require(policies.may_change_remark(actor, remark))
    _open(remark.case)
    if remark.withdrawn_at is not None:
        raise ValidationError(_("This remark was withdrawn."), code="remark-withdrawn")
    if not remark.is_changeable:
        raise ValidationError(
            _("A remark is changed soon after it was written only: write another one."), code="remark-too-old"
        )
    return remark


def _open(case: Case) -> Case:
    case = Case.objects.select_for_update(of=("self",)).select_related("agency").get(pk=case.pk)
    if case.is_over:
        raise ValidationError(_("The case is over, and so is its discussion."), code="case-filed")
    return case


def _answered(case: Case, remark: Remark | None) -> Remark | None:
    if remark is None:
        return None
    remark = Remark.objects.select_related("author", "in_reply_to").get(pk=remark.pk)
    if remark.case_id != case.pk:
        raise ValidationError(_("This remark is of another case."), code="remark-elsewhere")
    if remark.withdrawn_at is not None:
        raise ValidationError(_("This remark was withdrawn."), code="remark-withdrawn")
    return remark


def _thread(answered: Remark | None) -> Remark | None:
    return answered.in_reply_to or answered if answered is not None else None


def _text(text: str) -> str:
    said = text.replace("\0", "").strip()
    if not said:
        raise ValidationError({"text": ValidationError(_("Write something."), code="text-missing")})
    if len(said) > LONGEST:
        raise ValidationError(
            {"text": ValidationError(_("At most %(count)s letters.") % {"count": LONGEST}, code="text-too-long")}
        )
    return said


def _refused(code: str, message: str) -> ValidationError:
    return ValidationError({"mentioned": ValidationError(message, code=code)})
