"""The memory of a large upload: sent in parts through the pages, as a browser does, and stored by its form."""

import gc
import resource
from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from bench.measuring import Measure
from bench.world import World
from citizens.models import Channel
from documents.files import parts
from documents.models import DocumentFile, DocumentKind
from documents.services import CorrespondenceCard, register_correspondence
from history import clock

MEGABYTE = 1024 * 1024
SIZE, QUICK_SIZE = 1024 * MEGABYTE, 32 * MEGABYTE


def measures(world: World, *, is_quick: bool) -> Iterator[Measure]:
    """By how much the peak of this process grows over an upload of 1 GiB, the parts that the sender holds included.

    Raises:
        AssertionError: the file did not arrive as it was sent.
    """
    size = QUICK_SIZE if is_quick else SIZE
    clerk = world.a.person(world.a.clerk)
    browser = Client()
    browser.force_login(clerk, backend="agencies.backends.EmployeeBackend")
    letter = register_correspondence(
        actor=clerk,
        agency=world.a.agency,
        letter=CorrespondenceCard(
            correspondent_name="МУП «Водоканал»",
            their_number="1-ГБ",  # no registrar of another measure gives it
            their_date=clock.today(),
            summary="О ремонте водовода",
            received_on=clock.today(),
            channel=Channel.POST,
            kind=DocumentKind.objects.get(name="Письмо"),
        ),
    )
    address = reverse("documents:file-add", args=[letter.pk])
    _sent(browser, address, 64 * 1024)  # what is loaded once is not counted
    before = _peak()
    stored = _sent(browser, address, size)
    grown = _peak() - before
    if stored != size:
        raise AssertionError(f"{stored} of {size} bytes arrived")
    yield Measure(f"upload of {size // MEGABYTE} MB: peak memory", grown / MEGABYTE, "MB", 1)


def _sent(browser: Client, address: str, size: int) -> int:
    """Send a text of this size as working material; the size of what was stored."""
    began = browser.post(reverse("documents:upload-begin"), {"name": "Журнал.txt", "size": size}).json()
    block, offset = b"0" * parts.PART, 0
    while offset < size:
        sent = browser.post(
            f"{began['address']}?offset={offset}",
            block[: size - offset],
            content_type="application/octet-stream",
        )
        offset = sent.json()["offset"]
        del sent
        gc.collect()  # what the sender held of this part
    done = browser.post(address, {"role": "working", "file-parts": began["token"]})
    if done.status_code != 302:
        raise AssertionError(done.content.decode())
    return DocumentFile.objects.select_related("stored").latest("pk").stored.size


def _peak() -> int:
    """The most memory that this process has held, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
