"""What work on a drafted order offers: revising it, giving it its number, putting it into effect."""

from django.utils.translation import gettext_lazy as _

from agencies.models import Employee
from documents.models import LetterTemplate
from workflows.action import Action
from workflows.forms import orders as forms
from workflows.forms.cases import NothingForm
from workflows.models import WorkItem, WorkKind
from workflows.services import orders


def _put_into_effect(actor: Employee, item: WorkItem, form: forms.IntoEffectForm) -> object:
    data = form.cleaned_data
    return orders.put_into_effect(
        actor=actor,
        item=item,
        points=form.issued(),
        readers=form.people(),
        due_on=data["due_on"],
        text=data["text"],
    )


def _discard(actor: Employee, item: WorkItem, form: forms.WhyDiscardedForm) -> object:
    assert item.document is not None
    return orders.discard_order(actor=actor, document=item.document, reason=form.cleaned_data["reason"])


BY_KIND: dict[str, tuple[Action, ...]] = {
    WorkKind.REVISE_ORDER: (
        Action(
            "revise",
            _("Submit the new version"),
            _("The new version is on approval."),
            forms.OrderForm,
            lambda actor, item, form: orders.revise_order(actor=actor, item=item, order=form.order()),
            _("A new version asks for a new visa."),
        ),
        Action(
            "discard",
            _("Discard the order"),
            _("The order is discarded."),
            forms.WhyDiscardedForm,
            _discard,
        ),
    ),
    WorkKind.REGISTER_ORDER: (
        Action(
            "register",
            _("Register the order"),
            _("The order has its number: put it into effect."),
            NothingForm,
            lambda actor, item, _form: orders.register_order(actor=actor, item=item),
            _("The number is given after signing, in the journal of orders."),
        ),
    ),
}
INTO_EFFECT = Action(
    "into_effect",
    _("Put into effect"),
    _("Its points are issued, and it is given to its readers."),
    forms.IntoEffectForm,
    _put_into_effect,
    _("Points and readers are those that were signed: the records office confirms them."),
)


def of_making_known(item: WorkItem, others: tuple[Action, ...]) -> tuple[Action, ...]:
    """What the records office does with a registered order: one that was drafted here says itself what follows."""
    document = item.document
    is_drafted = document is not None and document.purpose == LetterTemplate.Purpose.ORDER
    return (INTO_EFFECT, *others) if is_drafted else others
