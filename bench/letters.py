"""``python -m bench.letters COUNT SIZE``: put signed letters of a node's agency into its outbox, in the node's
environment; each with one file of that many bytes of chance.
"""

import os
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings

django.setup()

from agencies.models import Agency, Employee  # noqa: E402  # the settings come first
from demo.logins import load  # noqa: E402
from demo.world import AGENCIES  # noqa: E402
from documents import files  # noqa: E402
from documents.models import Document, DocumentFile, Flow, State, StoredFile  # noqa: E402
from exchange.models import Correspondent, OutboxMessage  # noqa: E402
from exchange.services import send_document  # noqa: E402
from history import clock  # noqa: E402
from history.acts import act  # noqa: E402
from signing.keys import LocalSigner, key_path, load_key  # noqa: E402
from signing.packages import DocumentPackage, describe_file  # noqa: E402
from signing.passports import Addressee, Author, FileRole, Passport, PassportSigner  # noqa: E402
from signing.selectors import certificate_of  # noqa: E402

BLOCK = 1024 * 1024
POST = "министр"


class Desk:
    """A records office that registers letters one after the other; its head signs them with a key opened once."""

    def __init__(self, node: str) -> None:
        spec = AGENCIES[node]
        self.agency = Agency.objects.get(exchange_id=spec.exchange_id)
        self.peer = Correspondent.objects.get(agency=self.agency)
        self.head = Employee.objects.get(username=next(one.login for one in spec.people if one.signs))
        self.clerk = Employee.objects.get(username={"a": "melnik", "b": "chernykh"}[node])
        self.unit = self.clerk.current_posts[0].unit
        kept = certificate_of(self.head)
        if kept is None:
            raise ValueError("the head has a certificate")
        key = load_key(key_path(settings.KEYS_DIR, kept.key_id), load().passphrase(self.head.username))
        self.signer = LocalSigner(kept.x509, key)

    def send(self, number: str, file: Path) -> OutboxMessage:
        """Register a letter with this file, sign it and put it into the outbox: one act."""
        return _sent(actor=self.clerk, desk=self, number=number, file=file)

    def container(self, letter: Document, file: Path) -> StoredFile:
        """The signed container of a letter, kept."""
        described = describe_file(
            file,
            id="F1",
            name="letter.pdf",
            original_name="Письмо.pdf",
            media_type=files.PDF,
            role=FileRole.MAIN,
        )
        passport = Passport(
            document_id=letter.uuid,
            kind="letter",
            annotation=letter.subject,
            authors=(Author(self.agency.name, self.agency.exchange_id),),
            signers=(PassportSigner(self.head.full_name, POST),),
            addressees=(Addressee(self.peer.name, self.peer.exchange_id),),
            files=(described,),
        )
        package = DocumentPackage(passport, {"letter.pdf": file})
        package.sign(self.signer, claimed_role=POST, at=clock.now())
        with tempfile.TemporaryFile("w+b") as target:
            package.write(target)
            target.seek(0)
            return files.store(target, files.CONTAINER)


@act
def _sent(*, actor: Employee, desk: Desk, number: str, file: Path) -> OutboxMessage:
    letter = Document.objects.create(
        agency=desk.agency,
        flow=Flow.OUTGOING,
        state=State.REGISTERED,
        unit=desk.unit,
        signer=desk.head,
        registrar=actor,
        subject="О доме 14 по ул. Соборной",
        number=number,
        registered_on=clock.today(),
        correspondent_id_code=desk.peer.exchange_id,
        correspondent_name=desk.peer.name,
    )
    DocumentFile.objects.create(
        document=letter,
        stored=desk.container(letter, file),
        role=DocumentFile.FileRole.CONTAINER,
        name="document.asice",
    )
    return send_document(actor=actor, document=letter)


def main(arguments: list[str]) -> int:
    """Send so many letters."""
    count, size = (int(one) for one in arguments)
    desk, series = Desk(os.environ["MEZHVED_NODE"]), clock.now().strftime("%H%M%S")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        for number in range(1, count + 1):
            file.seek(0)
            file.write(b"%PDF-1.7\n")
            for _block in range(size // BLOCK):
                file.write(os.urandom(BLOCK))
            file.write(os.urandom(size % BLOCK))
            file.flush()
            desk.send(f"02-07/{series}-{number}", Path(file.name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
