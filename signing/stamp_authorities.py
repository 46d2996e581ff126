"""The settings of an agency's time-stamp authority, and trying it out: pages ask, the worker goes out (ADR 0040)."""

import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography import x509
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.policies import require
from history import clock
from history.actors import Actor
from history.acts import act, record
from signing import policies
from signing.authority import attribute
from signing.certificates import certificates_of_file
from signing.models import StampAuthority
from signing.network import Unreachable, checked_address
from signing.stamping import STAMPER, stamp_source_of
from signing.timestamps import NOBODY, NoTimeStamp, read_answer

PUT_OFF = timedelta(minutes=10)
NOT_SOONER = timedelta(seconds=30)


@dataclass(frozen=True)
class StampSettings:
    """Where time-stamps come from, by whose certificates (PEM) they are believed, under which policy; or nothing."""

    url: str = ""
    anchors: str = ""
    policy: str = ""
    is_for_seals: bool = False


@act
def set_stamp_authority(*, actor: Actor, agency: Agency, entry: StampSettings) -> StampAuthority:
    """Let an agency's time-stamps come from an authority at an address; without one it is as the settings say.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``address-refused``, ``certificate-unreadable``, ``certificate-too-many``,
            ``policy-unreadable``.
    """
    require(policies.may_issue_certificates(actor, agency))
    row = StampAuthority.objects.select_for_update().filter(agency=agency).first() or StampAuthority(agency=agency)
    row.url, row.policy, row.is_for_seals = entry.url.strip(), entry.policy.strip(), entry.is_for_seals
    _require_address(row.url)
    _require_policy(row.policy)
    row.anchors = _anchors_in(entry.anchors)
    row.full_clean()
    row.save()
    data = {"address": row.url[:200]} if row.url else {}
    record("signing.stamp_authority_set", actor=actor, subject=row, about=[agency], data=data)
    return row


@act
def ask_stamp_trial(*, actor: Actor, agency: Agency) -> StampAuthority:
    """Have the worker ask whoever gives the agency's time-stamps for one over a random digest.

    Raises:
        PermissionDenied: the actor does not administer the agency.
        ValidationError: ``asked-already``, within half a minute.
    """
    require(policies.may_issue_certificates(actor, agency))
    row, is_new = StampAuthority.objects.select_for_update().get_or_create(agency=agency)
    if not is_new and row.tried_at is not None and clock.now() - row.tried_at < NOT_SOONER:
        raise ValidationError(_("It was tried out just now: wait half a minute."), code="asked-already")
    StampAuthority.objects.filter(pk=row.pk).update(trial_due_at=clock.now())
    record("signing.stamp_trial_asked", actor=actor, subject=row, about=[agency])
    return row


def run_stamp_trials() -> int:
    """Make the trials that were asked for; how many. Run twice at once it makes none of them twice."""
    done = 0
    is_due = clock.have_come("trial_due_at", clock.now(), PUT_OFF)
    for row in StampAuthority.objects.filter(is_due).select_related("agency").order_by("trial_due_at"):
        mine = StampAuthority.objects.filter(pk=row.pk, trial_due_at=row.trial_due_at)
        if mine.update(trial_due_at=clock.now() + PUT_OFF):
            note_stamp_trial(actor=STAMPER, authority=row, found=_tried(row.agency))
            done += 1
    return done


@act
def note_stamp_trial(*, actor: Actor, authority: StampAuthority, found: dict[str, Any]) -> StampAuthority:
    """Keep what a trial found."""
    row = StampAuthority.objects.select_for_update(of=("self",)).select_related("agency").get(pk=authority.pk)
    row.trial, row.tried_at = found, clock.now()
    row.save()
    StampAuthority.objects.filter(pk=row.pk).update(trial_due_at=None)
    data = {"detail": found["code"]} if found["code"] else {}
    record("signing.stamp_tried", actor=actor, subject=row, about=[row.agency], data=data)
    return row


def _tried(agency: Agency) -> dict[str, Any]:
    """Ask for a time-stamp of random bytes, which nobody else can have asked about."""
    source, began = stamp_source_of(agency), time.monotonic()
    if source is None:
        return {"code": NOBODY, "detail": ""}
    try:
        token = read_answer(source.stamp(secrets.token_bytes(32)), "")
    except NoTimeStamp as failure:
        return {"code": failure.code or "FAILED", "detail": failure.detail[:300]}
    return {
        "code": "",
        "detail": "",
        "at": token.at.isoformat(),
        "by": attribute(token.certificate, NameOID.COMMON_NAME) or token.certificate.subject.rfc4514_string()[:200],
        "until": token.certificate.not_valid_after_utc.isoformat(),
        "policy": token.policy.dotted_string,
        "milliseconds": int((time.monotonic() - began) * 1000),
        "seconds_apart": round((token.at - clock.now()).total_seconds()),
    }


def _require_address(url: str) -> None:
    """A public address, whatever its name leads to now; inside the network only where the installation says so."""
    if not url:
        return
    refusal = ValidationError({"url": ValidationError(_("This address is not allowed."), code="address-refused")})
    try:
        parts, address = urlsplit(url), httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise refusal from error
    is_plain = parts.scheme in ("http", "https") and parts.hostname
    if not is_plain or parts.username or parts.password or parts.fragment:
        raise refusal
    try:
        checked_address(address, is_private=settings.PROOF_PRIVATE_ADDRESSES)
    except Unreachable as failed:
        if not failed.detail.startswith("unknown name"):
            raise refusal from failed


def _require_policy(policy: str) -> None:
    if not policy:
        return
    try:
        x509.ObjectIdentifier(policy)
    except ValueError as error:
        refusal = _("A policy is numbers with dots between, such as 1.2.643.7.1.")
        raise ValidationError({"policy": ValidationError(refusal, code="policy-unreadable")}) from error


def _anchors_in(pem: str) -> str:
    """The certificates as they are kept: nothing but PEM, each once."""
    if not pem.strip():
        return ""
    try:
        found = certificates_of_file(pem.encode())
    except ValidationError as error:
        raise ValidationError({"anchors": error}) from error
    return "".join(dict.fromkeys(one.pem for one in found))
