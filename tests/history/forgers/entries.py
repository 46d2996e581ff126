"""What is done to the entries of an export."""

import json
from collections.abc import Callable

from history.log.canonical import canonical
from tests.history.forgers.folder import HASH, Codes, Folder, Forge


def another_actor(folder: Folder) -> Codes:
    return folder.change('"actor"', lambda entry: entry["actor"].update(name="Никто", key=99))


def another_time(folder: Folder) -> Codes:
    return folder.change('"at"', lambda entry: entry.update(at="2026-01-01T00:00:00.000000Z"))


def another_reason(folder: Folder) -> Codes:
    return folder.change('"reason"', lambda entry: entry.update(reason="другая"))


def another_address(folder: Folder) -> Codes:
    return folder.change('"from"', lambda entry: entry["from"].update(address="127.0.0.1"))


def another_value(folder: Folder) -> Codes:
    return folder.change('"number":"С', lambda e: [row["values"].update(id=-1) for row in e["rows"]])


def another_verb(folder: Folder) -> Codes:
    return folder.change('"verb"', lambda entry: entry["acts"][0].update(verb="documents.read"))


def another_operation(folder: Folder) -> Codes:
    return folder.change('"op"', lambda e: e["rows"][0].update(op="~" if e["rows"][0]["op"] == "-" else "-"))


def another_commitment(folder: Folder) -> Codes:
    return folder.change('"label"', lambda entry: entry["acts"][0].update(label={"c": "0" * 64}))


def a_removed_reading(folder: Folder) -> Codes:
    return folder.change('"query"', lambda entry: entry["readings"].pop())


def a_value_in_the_clear(folder: Folder) -> Codes:
    folder.change('"last_name"', lambda e: [row["values"].update(last_name="Ив") for row in e["rows"]])
    return {"row-values", "row-columns"}


def an_added_key(folder: Folder) -> Codes:
    folder.change('"at"', lambda entry: entry.update(note="x"))
    return {"entry-form"}


def a_fraction(folder: Folder) -> Codes:
    path, lines = folder.entries()
    at = folder.chance.randrange(len(lines))
    folder.write(path, [*lines[:at], lines[at].replace('"v":1', '"v":1.0'), *lines[at + 1 :]])
    return {"entry-canonical"}


def a_space(folder: Folder) -> Codes:
    path, lines = folder.entries()
    at = folder.chance.randrange(len(lines))
    folder.write(path, [*lines[:at], lines[at].replace(',"at"', ', "at"'), *lines[at + 1 :]])
    return {"entry-canonical"}


def swapped_entries(folder: Folder) -> Codes:
    path, lines = folder.entries()
    one, other = folder.chance.sample(range(len(lines)), 2)
    (a, x), (b, y) = lines[one].split("\t"), lines[other].split("\t")
    lines[one], lines[other] = f"{a}\t{y}", f"{b}\t{x}"
    folder.write(path, lines)
    return HASH


def swapped_lines(folder: Folder) -> Codes:
    path, lines = folder.entries()
    one, other = folder.chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    folder.write(path, lines)
    return {"entry-order"}


def a_duplicate(folder: Folder) -> Codes:
    path, lines = folder.entries()
    at = folder.chance.randrange(len(lines))
    folder.write(path, [*lines[: at + 1], *lines[at:]])
    return {"entry-order"}


def without(folder: Folder, start: Callable[[int], int], count: int) -> Codes:
    path, lines = folder.entries()
    at = start(len(lines))
    folder.write(path, [*lines[:at], *lines[at + count :]])
    return {"entry-missing"}


def without_the_first(folder: Folder) -> Codes:
    return without(folder, lambda _count: 0, 1)


def without_one(folder: Folder) -> Codes:
    return without(folder, lambda count: folder.chance.randrange(1, count - 1), 1)


def without_the_last(folder: Folder) -> Codes:
    return without(folder, lambda count: count - 1, 1)


def without_a_day(folder: Folder) -> Codes:
    return without(folder, lambda count: folder.chance.randrange(1, count - 12), 10)


def truncated(folder: Folder) -> Codes:
    return without(folder, lambda count: folder.chance.randrange(1, count), 1_000_000)


def a_back_dated_insert(folder: Folder) -> Codes:
    path, lines = folder.entries()
    at = folder.chance.randrange(1, len(lines))
    texts = [line.partition("\t")[2] for line in lines]
    entry = json.loads(texts[at]) | {"id": "f" * 32}
    texts.insert(at, canonical(entry).decode())
    folder.write(path, [f"{number}\t{text}" for number, text in enumerate(texts)])
    return {"entry-hash", "entry-order"}


def a_bit_of_an_entry(folder: Folder) -> Codes:
    folder.flip(folder.file("epochs/*/entries/*.txt"))
    return {"entry-hash", "entry-line", "entry-order", "entry-missing", "entry-canonical"}


def no_entries(folder: Folder) -> Codes:
    folder.file("epochs/*/entries/*.txt").unlink()
    return {"entry-missing"}


def more_entries(folder: Folder) -> Codes:
    (folder.file("epochs/*/entries") / "000007.txt").write_text("458752\t{}\n")
    return {"extra"}


ENTRIES: list[Forge] = [
    another_actor, another_time, another_reason, another_address, another_value, another_verb, another_operation,
    another_commitment, a_removed_reading, a_value_in_the_clear, an_added_key, a_fraction, a_space, swapped_entries,
    swapped_lines, a_duplicate, without_the_first, without_one, without_the_last, without_a_day, truncated,
    a_back_dated_insert, a_bit_of_an_entry, no_entries, more_entries,
]  # fmt: skip
