"""Checks containers from outside, without any database: for people who doubt, and for their programs."""

import json
import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from signing.anchors import read_bundle
from signing.verification import Report, SignatureInfo, verify


class Command(BaseCommand):
    """``verify_container FILE… [--trust PEM] [--json]``: exit status 0 when all files are valid, 1 when any is not."""

    help = __doc__ or ""
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, authorities to trust, form of the answer."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--trust", action="append", type=Path, metavar="PEM", help=_("authorities to trust"))
        parser.add_argument("--json", action="store_true", help=_("one line of JSON for each file"))

    def handle(self, *_args: Any, **options: Any) -> None:
        """Verify each file and tell."""
        trust = _trusted(options["trust"])
        stampers = read_bundle(Path(settings.TIMESTAMP_ANCHORS_FILE)) if settings.TIMESTAMP_ANCHORS_FILE else []
        are_valid = True
        for path in options["files"]:
            report = verify(path, trust=trust, stampers=stampers)
            are_valid &= report.is_valid
            answer = _as_line(path, report) if options["json"] else _as_text(path, report)
            self.stdout.write(answer)
        if not are_valid:
            sys.exit(1)


def _trusted(paths: list[Path] | None) -> list[x509.Certificate]:
    if not paths:
        return read_bundle(Path(settings.TRUST_ANCHORS_FILE))
    trusted = []
    for path in paths:
        try:
            found = read_bundle(path)
        except (ValueError, OSError) as error:
            raise CommandError(f"{path}: {error}") from error
        if not found:
            raise CommandError(_("%(path)s: there are no certificates") % {"path": path})
        trusted += found
    return trusted


def _as_line(path: Path, report: Report) -> str:
    return json.dumps({"file": str(path), **report.as_json()}, ensure_ascii=False)


def _as_text(path: Path, report: Report) -> str:
    lines = [f"{path}: {_('valid') if report.is_valid else _('NOT VALID')}"]
    lines += [f"  {finding.code}  {finding.reason}{_at(finding.where)}" for finding in report.findings]
    inner = report.document.signatures if report.document else ()
    lines += [f"  {_signature(one)}" for one in (*report.signatures, *inner)]
    lines += [f"  {_('not checked')}: {check.meaning}" for check in report.not_checked]
    return "\n".join(lines)


def _at(where: str) -> str:
    return f"  [{where}]" if where else ""


def _signature(signature: SignatureInfo) -> str:
    kind = _("seal") if signature.is_seal else _("signature")
    who = ", ".join(part for part in (signature.signer_name, signature.claimed_role, signature.organisation) if part)
    mark = " ТЕСТ / TEST" if signature.is_test else ""
    words = [_("stated time"), _told(signature.signing_time)]  # not inside of a string: they would not be collected
    if signature.stamped_at:
        words[1] += ";"
        words += [_("time-stamp"), _told(signature.stamped_at)]
    return f"{kind} {signature.level.value}: {who}; {' '.join(words)}; {_number(signature)}{mark}"


def _number(signature: SignatureInfo) -> str:
    return _("certificate %(number)s") % {"number": signature.serial}


def _told(moment: datetime) -> str:
    return timezone.localtime(moment).strftime("%d.%m.%Y %H:%M:%S")
