"""Types of cases that an appeal is registered as: asked here, kept by the room of processes, which names itself."""

from collections.abc import Mapping
from typing import Any, Protocol

from django import forms

from agencies.models import Agency, Employee
from citizens.models import Case


class AppealType(Protocol):
    """A type that the agency offers today."""

    @property
    def code(self) -> str:
        """By what it is chosen."""

    @property
    def name(self) -> str:
        """In the language of the page."""

    @property
    def kind(self) -> str:
        """The lawful kind of its cases."""

    @property
    def topic(self) -> int | None:
        """The key of the topic that its cases usually have."""

    def fields(self) -> dict[str, forms.Field]:
        """What else is filled in at registration, by name of the form's field."""

    def given(self, cleaned: Mapping[str, Any]) -> dict[str, str]:
        """What the form gave, as `Types.chosen` takes it."""


class Chosen(Protocol):
    """A type chosen for one appeal, whose fields were checked."""

    @property
    def term(self) -> str:
        """The code of the kind of its term; empty: that of an appeal."""

    @property
    def days(self) -> int:
        """How many days its term has; 0: as many as the kind of term says."""

    @property
    def named(self) -> dict[str, Any]:
        """How the act of registration names the type and its version."""

    def keep(self, actor: Employee, case: Case) -> None:
        """Keep what was filled in, with the registered case."""


class Types(Protocol):
    """Who knows the types."""

    def offered(self, agency: Agency) -> list[AppealType]:
        """Those that the agency offers today."""

    def chosen(self, agency: Agency, code: str, kind: str, values: Mapping[str, str]) -> Chosen:
        """The type with this code for an appeal of this kind, with these values of its fields.

        Raises:
            ValidationError: ``type-unknown``, ``type-of-other-kind``, what is wrong with a field, beside its name.
        """


_KNOWN: list[Types] = []


def provide(types: Types) -> None:
    """Say who knows the types; once, when the program starts."""
    _KNOWN[:] = [types]


def offered(agency: Agency) -> list[AppealType]:
    """The types that the agency offers today."""
    return [one for types in _KNOWN for one in types.offered(agency)]


def chosen(agency: Agency, code: str, kind: str, values: Mapping[str, str]) -> Chosen:
    """The chosen type of an appeal.

    Raises:
        ValidationError: what `Types.chosen` refuses.
    """
    return _KNOWN[0].chosen(agency, code, kind, values)
