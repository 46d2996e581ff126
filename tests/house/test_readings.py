"""Every page that shows personal data leaves a reading of whom it showed to whom, from where, on what ground."""

import json
import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from citizens.models import Case, Person
from documents.models import Document
from history.models import Entry, Reading
from oversight.pages import TITLES
from tests.addresses import PUBLIC, ROLES, TABLE, address_of
from tests.people import PASSWORD
from tests.stage import Stage, stage

__all__ = ["stage"]
pytestmark = [pytest.mark.django_db, pytest.mark.feature("X02", "F37")]
# What the applicant of the world is known by.
TELLING = re.compile(r"Фролов\w* М|Соборной")


def signed_in(stage: Stage, role: str) -> Client:
    """A browser of this person, at an address of its own."""
    client = Client(REMOTE_ADDR="10.1.2.3")
    client.force_login(stage.world.person(role), backend="agencies.backends.EmployeeBackend")
    return client


def words(answer: Any) -> str:
    """What a person reads in the answer."""
    body = answer.getvalue()
    if answer.headers.get("Content-Type") == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return str(body, "utf-8", "replace")


def papers_of(stage: Stage) -> set[tuple[str, int]]:
    """The applicant, their case and its documents."""
    documents = Document.objects.filter(case=stage.case).values_list("pk", flat=True)
    return {
        (Person._meta.label_lower, stage.applicant.pk),
        (Case._meta.label_lower, stage.case.pk),
        *((Document._meta.label_lower, key) for key in documents),
    }


@pytest.mark.parametrize("role", [role for role in ROLES if not role.startswith("other.")])
def test_every_page_that_tells_of_the_applicant_leaves_a_reading_that_mentions_them(stage: Stage, role: str) -> None:
    """The applicant, the case, or a paper of it: what a report about a citizen is made of."""
    client, forgotten, seen = signed_in(stage, role), [], 0
    for name, entry in TABLE.items():
        if "GET" not in entry.methods or name in PUBLIC:
            continue
        before = Reading.objects.count()
        asked = {"q": "Фролова"} if name in {"citizens:people", "documents:search"} else {}
        answer = client.get(address_of(name, stage), asked)
        if answer.status_code != 200 or not TELLING.search(words(answer)):
            continue
        seen += 1
        read = Reading.objects.order_by("id")[before:]
        mentions = {(one.object_type, one.object_key) for reading in read for one in reading.mentions.all()}
        if not mentions & papers_of(stage):
            forgotten.append(f"{role} {name}: {mentions}")

    assert forgotten == []
    assert seen or role in ("stranger", "administrator")


def test_a_reading_tells_who_from_where_how_and_by_which_post(stage: Stage) -> None:
    """And stands in the log, with what was looked for hidden."""
    signed_in(stage, "clerk").get("/applicants/", {"q": "Фролова"})

    reading = Reading.objects.latest("id")
    assert (reading.kind, reading.page, reading.address) == ("searched", "citizens:people", "10.1.2.3")
    assert reading.actor_key == stage.world.person("clerk").pk
    assert (reading.ground, reading.query) == ("clerk", "Фролова")
    body = Entry.objects.get(uuid=reading.entry_id).body
    assert json.loads(body)["readings"][0]["id"] == f"{reading.pk:032x}"
    assert "Фролова" not in body


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("citizens:person", "viewed"),
        ("workflows:cases", "listed"),
        ("documents:acknowledgement", "printed"),
        ("documents:card-print", "printed"),
        ("exchange:sent-container", "downloaded"),
    ],
)
def test_the_kind_of_a_reading_is_what_the_page_does(stage: Stage, name: str, kind: str) -> None:
    """Looking at one, listing many, printing, downloading."""
    signed_in(stage, "clerk").get(address_of(name, stage)).getvalue()

    assert Reading.objects.latest("id").kind == kind


def test_a_refused_attempt_is_written_down(stage: Stage) -> None:
    """With the address that was tried."""
    address = address_of("workflows:case", stage)
    signed_in(stage, "stranger").get(address)

    reading = Reading.objects.latest("id")
    assert (reading.kind, reading.query, reading.actor_key) == (
        "refused",
        address,
        stage.world.person("stranger").pk,
    )


def test_reading_the_record_is_itself_a_reading(stage: Stage) -> None:
    """Also where nothing was found."""
    signed_in(stage, "auditor").get("/oversight/acts/", {"number": "нет такого"})

    assert Reading.objects.latest("id").page == "oversight:acts"


def test_a_failed_sign_in_is_written_down_whether_the_login_exists_or_not(stage: Stage) -> None:
    """As an act about the person, or as a refused attempt."""
    from history.models import Act

    client = Client()
    client.post("/login/", {"username": "clerk", "password": "wrong"})
    client.post("/login/", {"username": "nobody", "password": PASSWORD})

    assert Act.objects.filter(verb="agencies.sign_in_refused").count() == 1
    assert Reading.objects.get(kind="refused").query == "nobody"


def test_the_beat_of_an_open_page_is_no_reading(stage: Stage) -> None:
    """It shows nothing."""
    before = Reading.objects.count()

    signed_in(stage, "executor").post(address_of("workflows:touch", stage))

    assert Reading.objects.count() == before


def test_every_page_has_a_name_in_the_audit_of_reading() -> None:
    """Nobody should have to know addresses to read it."""
    shown = {name for name, entry in TABLE.items() if "GET" in entry.methods or entry.argument}

    assert (
        shown - set(TITLES) - {"agencies:health", "exchange:receipts", "workflows:touch", "workflows:signing-left"}
        == set()
    )


def test_the_audit_names_the_papers_that_were_shown(stage: Stage) -> None:
    """In words, with how many more there were."""
    signed_in(stage, "clerk").get(address_of("workflows:case", stage))

    page = signed_in(stage, "auditor").get(address_of("oversight:case-readings", stage))

    assert "карточка дела" in page.text
    assert stage.case.number in page.text
