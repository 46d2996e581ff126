"""Incidents in plain words: what failed, what it means for people, and what goes on by itself."""

from collections.abc import Callable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workflows.forgotten_selectors import Trouble
from workflows.incidents import Incident, IncidentKind
from workflows.invariant_selectors import Breach
from workflows.pictures.names import FLOWS, name_of

JOBS: dict[str, Promise] = {
    "workflows.tasks.remind_of_terms": gettext_lazy("reminders of terms"),
    "workflows.tasks.look_for_forgotten": gettext_lazy("nightly look for what would be forgotten"),
    "workflows.tasks.mail_notices": gettext_lazy("notices by mail"),
    "workflows.tasks.apply_rules": gettext_lazy("automation rules"),
    "workflows.tasks.check_transfers": gettext_lazy("check of papers before their transfer to the archive"),
    "workflows.tasks.clear_notices": gettext_lazy("clearing of old notices"),
    "exchange.tasks.deliver_due": gettext_lazy("delivery of messages"),
    "exchange.tasks.see_to_register": gettext_lazy("look through the register of correspondents"),
    "exchange.tasks.read_folders": gettext_lazy("reading of watched folders"),
    "documents.tasks.scan_files": gettext_lazy("scanning of files for viruses"),
    "documents.tasks.convert_files": gettext_lazy("readable copies of files"),
    "documents.tasks.clear_uploads": gettext_lazy("clearing of uploads that nobody finished"),
    "documents.tasks.raise_proofs": gettext_lazy("time-stamps and proofs of signatures"),
    "documents.tasks.read_batches": gettext_lazy("reading of batches of scans"),
    "documents.tasks.recognise_files": gettext_lazy("recognition of scans"),
    "documents.tasks.clear_batches": gettext_lazy("clearing of old batches of scans"),
    "documents.tasks.index_due": gettext_lazy("index of the search"),
    "signing.tasks.warn_of_expiry": gettext_lazy("warning of certificates that end"),
}
WHY_NOT_CONVERTED: dict[str, Promise] = {
    "took too long": gettext_lazy("it took too long"),
    "too large": gettext_lazy("the file is too large"),
    "macros": gettext_lazy("the file has macros"),
    "infected": gettext_lazy("the file is infected"),
    "FileNotFoundError": gettext_lazy("the file is not in the store"),
}


def cause(incident: Incident) -> str:
    """Why the incident is there, for whoever uses the program; names nobody and quotes no paper."""
    return _CAUSES[incident.kind](incident)


def _job(incident: Incident) -> str:
    job = JOBS.get(incident.subject, incident.subject)
    return _("The worker could not do a job to its end: %(job)s. It tries again when the job is due next.") % {
        "job": job
    }


def _step(incident: Incident) -> str:
    words = _("The process could not go on at the step “%(step)s” and stands there until the step is tried again.")
    return words % {"step": _name_of_step(incident.subject.partition(":")[2])}


def _name_of_step(node: str) -> str:
    for code, flow in FLOWS.items():
        for known in flow.instance.nodes():
            if known.name == node:
                try:
                    return name_of(code, known)
                except KeyError:
                    return node
    return node


def _term(_incident: Incident) -> str:
    return _("Nobody could be reminded of a term. The term itself runs on.")


def _rendition(incident: Incident) -> str:
    why = WHY_NOT_CONVERTED.get(incident.fault, gettext_lazy("the converter could not read it"))
    words = _("No readable copy of a file could be made: %(why)s. The file itself can still be downloaded.")
    return words % {"why": why}


def _text(_incident: Incident) -> str:
    return _("The text of a file could not be read, so the search does not find its paper by it.")


def _delivery(_incident: Incident) -> str:
    return _("A message to another agency was not delivered. Once its time is over, it is tried no more.")


def _mail(_incident: Incident) -> str:
    return _("Notices could not be mailed to a person. They stand in the program all the same.")


def _rule(incident: Incident) -> str:
    if incident.case_id is None:
        return _("The cases of an automation rule could not be looked for. It does nothing until that succeeds.")
    return _("An automation rule could not act on a case. The case goes its road all the same.")


def _forgotten(incident: Incident) -> str:
    words = _("Work lies so that it would be forgotten: it %(trouble)s.")
    return words % {"trouble": _label(Trouble, incident.fault)}


def _invariant(incident: Incident) -> str:
    return _("Records contradict each other: %(breach)s.") % {"breach": _label(Breach, incident.fault)}


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


_CAUSES: dict[str, Callable[[Incident], str]] = {
    IncidentKind.JOB: _job,
    IncidentKind.STEP: _step,
    IncidentKind.TERM: _term,
    IncidentKind.RENDITION: _rendition,
    IncidentKind.TEXT: _text,
    IncidentKind.DELIVERY: _delivery,
    IncidentKind.MAIL: _mail,
    IncidentKind.RULE: _rule,
    IncidentKind.FORGOTTEN: _forgotten,
    IncidentKind.INVARIANT: _invariant,
}
