"""The agency's types of cases, as registration asks for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, Employee
from citizens.models import Case, Topic
from documents import appeal_types
from history.acts import record
from workflows import designed_selectors as designed
from workflows.designed import DesignVersion
from workflows.designs.shapes import AT_REGISTRATION, CaseType, read
from workflows.forms import own_fields
from workflows.services import own_steps


@dataclass(frozen=True)
class Offered:
    """A type in force."""

    version: DesignVersion
    design: CaseType
    topic: int | None

    @property
    def code(self) -> str:
        """By what it is chosen."""
        return self.version.design.code

    @property
    def name(self) -> str:
        """In the language of the page."""
        return self.design.label

    @property
    def kind(self) -> str:
        """The lawful kind of its cases."""
        return self.design.kind

    def fields(self) -> dict[str, forms.Field]:
        """What is filled in at registration."""
        return own_fields.form_fields(self.design.fields_at(AT_REGISTRATION))

    def given(self, cleaned: Mapping[str, Any]) -> dict[str, str]:
        """What the form gave."""
        return own_fields.given(self.design.fields_at(AT_REGISTRATION), cleaned)


@dataclass(frozen=True)
class Chosen:
    """A type chosen for one appeal."""

    version: DesignVersion
    design: CaseType
    values: Mapping[str, str]

    @property
    def term(self) -> str:
        """The code of the kind of its term."""
        return self.design.term

    @property
    def days(self) -> int:
        """How many days its term has; 0: as many as the kind of term says."""
        return self.design.days

    @property
    def named(self) -> dict[str, Any]:
        """The version, as the process is begun on it."""
        return {"code": self.version.design.code, "number": self.version.number}

    def keep(self, actor: Employee, case: Case) -> None:
        """Keep the values with the case."""
        own_steps.fill(actor, case, self.design.fields_at(AT_REGISTRATION), self.values)
        told = {**self.named, "type": self.design.name}
        record("workflows.type_chosen", actor=actor, subject=case, about=[case.applicant], data=told)


class Types:
    """The types of all agencies."""

    def offered(self, agency: Agency) -> list[appeal_types.AppealType]:
        """Those in force, by code."""
        versions = designed.types_offered(agency)
        read_as = [(version, read(version.content)) for version in versions]
        codes = {design.topic for _version, design in read_as if design.topic}
        topics = dict(Topic.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}
        return [Offered(version, design, topics.get(design.topic)) for version, design in read_as]

    def chosen(self, agency: Agency, code: str, kind: str, values: Mapping[str, str]) -> appeal_types.Chosen:
        """The type in force with this code.

        Raises:
            ValidationError: ``type-unknown``, ``type-of-other-kind``, ``field-required``, ``field-invalid``.
        """
        version = next((one for one in designed.types_offered(agency) if one.design.code == code), None)
        if version is None:
            raise ValidationError(_("The agency offers no such type of cases."), code="type-unknown")
        design = read(version.content)
        if design.kind != kind:
            message = _("The type is of another lawful kind than the appeal.")
            raise ValidationError({"kind": ValidationError(message, code="type-of-other-kind")})
        try:
            checked = own_steps.checked(design.fields_at(AT_REGISTRATION), values)
        except ValidationError as error:
            found = {own_fields.PREFIX + name: errors for name, errors in error.error_dict.items()}
            raise ValidationError(found) from error
        return Chosen(version, design, checked)


appeal_types.provide(Types())
