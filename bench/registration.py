"""Measures of registration: incoming letters by one registrar and by sixteen at once, all in one journal."""

import threading
import time
from collections.abc import Iterator
from itertools import count

from django.db import connection

from bench.measuring import Measure
from bench.world import World
from citizens.models import Channel
from documents.models import DocumentKind
from documents.services import CorrespondenceCard, register_correspondence
from history import clock

MANY = 16


def measures(world: World, *, is_quick: bool) -> Iterator[Measure]:
    """Letters for information a second; SQLite lets one write at a time, so many are measured on PostgreSQL alone."""
    seconds = 0.5 if is_quick else 8.0
    their_numbers = count(1)
    for writers in (1, MANY) if connection.vendor == "postgresql" else (1,):
        yield registered(world, writers, seconds, their_numbers)


def registered(world: World, writers: int, seconds: float, their_numbers: "count[int]") -> Measure:
    """Letters registered a second by so many registrars at the same moment; each letter is another one.

    Raises:
        AssertionError: a registrar failed.
    """
    clerk, kind = world.a.person(world.a.clerk), DocumentKind.objects.get(name="Письмо")
    done, failures = [0] * writers, list[Exception]()
    start = threading.Barrier(writers + 1)
    until = [0.0]

    def work(at: int) -> None:
        start.wait()
        try:
            while time.perf_counter() < until[0] or not done[at]:
                card = CorrespondenceCard(
                    correspondent_name="МУП «Водоканал»",
                    their_number=f"17-04/{next(their_numbers)}",
                    their_date=clock.today(),
                    summary="О ремонте водовода",
                    received_on=clock.today(),
                    channel=Channel.POST,
                    kind=kind,
                )
                register_correspondence(actor=clerk, agency=world.a.agency, letter=card)
                done[at] += 1
        except Exception as failure:  # a thread's failure is told by the measure
            failures.append(failure)
        finally:
            if writers > 1:
                connection.close()

    if writers == 1:
        began = time.perf_counter()
        until[0] = began + seconds
        start = threading.Barrier(1)
        work(0)
    else:
        threads = [threading.Thread(target=work, args=(at,)) for at in range(writers)]
        for thread in threads:
            thread.start()
        began = time.perf_counter()
        until[0] = began + seconds
        start.wait()
        for thread in threads:
            thread.join()
    if failures:
        raise AssertionError("a registrar failed") from failures[0]
    name = f"letters registered, {writers} registrar{'s' if writers > 1 else ''}"
    return Measure(name, sum(done) / (time.perf_counter() - began), "1/s", sum(done))
