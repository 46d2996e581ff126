"""What somebody does to an exported log who can write its files, and to a log in draft who has a key at hand."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from history.log import notes
from history.log.canonical import canonical
from tests.history.building import DOCUMENT, Draft, Office, schema_id

Codes = set[str]
Forge = Callable[["Folder"], Codes]
HASH = {"entry-hash"}


@dataclass
class Folder:
    """An export under a forger's hands; ``chance`` says where."""

    path: Path
    chance: random.Random
    office: Office

    def file(self, pattern: str) -> Path:
        """One of the files that the pattern finds."""
        return self.chance.choice(sorted(self.path.glob(pattern)))

    def entries(self) -> tuple[Path, list[str]]:
        """A file of entries and its lines."""
        path = self.file("epochs/*/entries/*.txt")
        return path, path.read_text(encoding="utf-8").split("\n")[:-1]

    def write(self, path: Path, lines: list[str]) -> None:
        """Write lines."""
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")

    def change(self, having: str, change: Callable[[Any], object]) -> Codes:
        """Change an entry that has some of this, canonically."""
        path, lines = self.entries()
        found = [at for at, line in enumerate(lines) if having in line]
        at = self.chance.choice(found)
        number, _tab, text = lines[at].partition("\t")
        entry = json.loads(text)
        change(entry)
        lines[at] = f"{number}\t{canonical(entry).decode()}"
        self.write(path, lines)
        return HASH

    def flip(self, path: Path) -> None:
        """Flip one bit."""
        content = bytearray(path.read_bytes())
        content[self.chance.randrange(len(content))] ^= 1 << self.chance.randrange(8)
        path.write_bytes(content)


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


def a_bit_of_a_leaf(folder: Folder) -> Codes:
    folder.flip(folder.chance.choice([one for one in folder.path.glob("epochs/*/tile/0/**/*") if one.is_file()]))
    return HASH


def a_bit_of_a_node(folder: Folder) -> Codes:
    folder.flip(folder.chance.choice([one for one in folder.path.glob("epochs/*/tile/1/**/*") if one.is_file()]))
    return {"tile-parent"}


def a_tile_less(folder: Folder) -> Codes:
    folder.chance.choice([one for one in folder.path.glob("epochs/*/tile/**/*") if one.is_file()]).unlink()
    return {"tile-missing"}


def a_tile_cut_off(folder: Folder) -> Codes:
    path = folder.chance.choice([one for one in folder.path.glob("epochs/*/tile/**/*") if one.is_file()])
    path.write_bytes(path.read_bytes()[: -folder.chance.randrange(1, 33)])
    return {"tile-missing"}


def a_tile_more(folder: Folder) -> Codes:
    (folder.file("epochs/*/tile/0") / f"{folder.chance.randrange(500, 999)}").write_bytes(bytes(8192))
    return {"extra"}


def kept_checkpoint(folder: Folder) -> Path:
    found = [sorted(one.iterdir())[:-1] for one in sorted(folder.path.glob("epochs/*/checkpoints"))]
    return folder.chance.choice([path for paths in found for path in paths])


def newest_checkpoint(folder: Folder) -> Path:
    return sorted(folder.file("epochs/*/checkpoints").iterdir())[-1]


def without_a_kept_checkpoint(folder: Folder) -> Codes:
    kept_checkpoint(folder).unlink()
    return {"checkpoint-missing"}


def without_the_newest_checkpoint(folder: Folder) -> Codes:
    newest_checkpoint(folder).unlink()
    return {"checkpoint-missing"}


def a_checkpoint_for_another(folder: Folder) -> Codes:
    path = kept_checkpoint(folder)
    path.write_bytes(newest_checkpoint(folder).read_bytes())
    return {"checkpoint-form"}


def resigned(path: Path, office: Office, root: bytes | None = None) -> None:
    head = notes.SignedCheckpoint.parse(path.read_bytes()).checkpoint
    path.write_bytes(office.signed(notes.Checkpoint(head.origin, head.size, root or head.root)))


def a_checkpoint_signed_by_another(folder: Folder) -> Codes:
    resigned(folder.file("epochs/*/checkpoints/*"), Office(seals=[]))
    return {"checkpoint-signature"}


def a_checkpoint_with_another_root(folder: Folder) -> Codes:
    resigned(folder.file("epochs/*/checkpoints/*"), folder.office, folder.chance.randbytes(32))
    return {"checkpoint-root"}


def a_checkpoint_more(folder: Folder) -> Codes:
    path = kept_checkpoint(folder)
    head = notes.SignedCheckpoint.parse(path.read_bytes()).checkpoint
    more = notes.Checkpoint(
        head.origin, 0, bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    )
    path.with_name(f"{0:012}.txt").write_bytes(folder.office.signed(more))
    return {"checkpoint-extra"}


def an_unsigned_checkpoint(folder: Folder) -> Codes:
    path = folder.file("epochs/*/checkpoints/*")
    path.write_bytes(path.read_bytes().partition(b"\n\n")[0] + b"\n")
    return {"checkpoint-form"}


def a_checkpoint_without_the_log(folder: Folder) -> Codes:
    path = folder.file("epochs/*/checkpoints/*")
    signed = notes.SignedCheckpoint.parse(path.read_bytes())
    path.write_bytes(notes.SignedCheckpoint(signed.checkpoint, signed.signatures[1:]).note)
    return {"checkpoint-signature"}


def a_broken_signature(folder: Folder) -> Codes:
    """Of the log, of a seal or of the witness; in the key's id, the time or the signature itself."""
    path = folder.file("epochs/*/checkpoints/*")
    signed = notes.SignedCheckpoint.parse(path.read_bytes())
    lines = list(signed.signatures)
    at = folder.chance.randrange(len(lines))
    value = bytearray(lines[at].key_id + lines[at].value)
    value[folder.chance.randrange(len(value))] ^= 1 << folder.chance.randrange(8)
    lines[at] = notes.Signature(lines[at].name, bytes(value[:4]), bytes(value[4:]))
    path.write_bytes(notes.SignedCheckpoint(signed.checkpoint, tuple(lines)).note)
    return {("checkpoint-signature", "checkpoint-seal", "checkpoint-seal", "checkpoint-witness")[at]}


def a_changed_schema(folder: Folder) -> Codes:
    path = folder.file("schemas/*.json")
    path.write_bytes(path.read_bytes().replace(b'"integer"', b'"text"'))
    return {"schema-form"}


def a_schema_more(folder: Folder) -> Codes:
    more = DOCUMENT | {"model": f"documents.x{folder.chance.random()}"}
    (folder.path / "schemas" / f"{schema_id(more)}.json").write_bytes(canonical(more))
    return {"schema-extra"}


def a_schema_less(folder: Folder) -> Codes:
    folder.file("schemas/*.json").unlink()
    return {"schema-missing"}


def another_key_of_the_log(folder: Folder) -> Codes:
    key = Ed25519PrivateKey.generate().public_key()
    (folder.path / "keys/log.pem").write_bytes(notes.public_key_pem(key))
    return {"epoch-key"}


def no_key_of_the_log(folder: Folder) -> Codes:
    (folder.path / "keys/log.pem").unlink()
    return {"key-form"}


def a_seal_less(folder: Folder) -> Codes:
    folder.file("keys/seal-*.pem").unlink()
    return {"checkpoint-seal"}


def another_seal(folder: Folder) -> Codes:
    one, other = sorted(folder.path.glob("keys/seal-*.pem"))
    one.write_bytes(other.read_bytes())
    return {"key-form"}


def another_witness(folder: Folder) -> Codes:
    key = Ed25519PrivateKey.generate().public_key()
    folder.file("keys/witness-*.pem").write_bytes(notes.public_key_pem(key))
    return {"checkpoint-witness"}


def disclosed(folder: Folder, change: Callable[[list[str]], object]) -> None:
    path = folder.path / "disclosed.txt"
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    at = folder.chance.randrange(len(lines))
    parts = lines[at].split("\t")
    change(parts)
    lines[at] = "\t".join(parts)
    folder.write(path, lines)


def a_false_value(folder: Folder) -> Codes:
    disclosed(folder, lambda parts: parts.__setitem__(4, '"Ложь"'))
    return {"disclosed-value"}


def a_false_salt(folder: Folder) -> Codes:
    disclosed(folder, lambda parts: parts.__setitem__(3, folder.chance.randbytes(32).hex()))
    return {"disclosed-value"}


def a_value_of_another_place(folder: Folder) -> Codes:
    disclosed(
        folder, lambda parts: parts.__setitem__(2, folder.chance.choice(["acts/99/label", "reason", "rows", "-1"]))
    )
    return {"disclosed-place"}


def a_value_of_no_entry(folder: Folder) -> Codes:
    path = folder.path / "disclosed.txt"
    path.write_text(path.read_text() + f'7\t{folder.chance.randrange(9)}\tacts/0/label\t{"0" * 64}\t"x"\n')
    return {"disclosed-place"}


def a_garbled_disclosure(folder: Folder) -> Codes:
    disclosed(folder, lambda parts: parts.pop(folder.chance.randrange(5)))
    return {"disclosed-form"}


def told_otherwise(folder: Folder, change: Callable[[Any], object]) -> None:
    path = folder.path / "log.json"
    told = json.loads(path.read_text())
    change(told)
    path.write_text(json.dumps(told))


def a_smaller_size(folder: Folder) -> Codes:
    less = folder.chance.randrange(1, 9)
    told_otherwise(folder, lambda told: told["epochs"][0].update(size=told["epochs"][0]["size"] - less))
    return {"checkpoint-missing"}


def an_epoch_less(folder: Folder) -> Codes:
    told_otherwise(folder, lambda told: told["epochs"].pop())
    return {"extra"}


def the_first_epoch_less(folder: Folder) -> Codes:
    told_otherwise(folder, lambda told: told["epochs"].pop(0))
    return {"epoch-sequence"}


def another_origin(folder: Folder) -> Codes:
    told_otherwise(folder, lambda told: [one.update(origin=f"x/{one['number']}") for one in told["epochs"]])
    return {"epoch-start"}


def no_log(folder: Folder) -> Codes:
    (folder.path / "log.json").write_text(folder.chance.choice(["", "[]", "{", '{"format": 2}', "[" * 99_999, "NaN"]))
    return {"export-form"}


FILES: list[Forge] = [
    another_actor, another_time, another_reason, another_address, another_value, another_verb, another_operation,
    another_commitment, a_removed_reading, a_value_in_the_clear, an_added_key, a_fraction, a_space, swapped_entries,
    swapped_lines, a_duplicate, without_the_first, without_one, without_the_last, without_a_day, truncated,
    a_back_dated_insert, a_bit_of_an_entry, no_entries, more_entries, a_bit_of_a_leaf, a_bit_of_a_node, a_tile_less,
    a_tile_cut_off, a_tile_more, without_a_kept_checkpoint, without_the_newest_checkpoint, a_checkpoint_for_another,
    a_checkpoint_signed_by_another, a_checkpoint_with_another_root, a_checkpoint_more, an_unsigned_checkpoint,
    a_checkpoint_without_the_log, a_broken_signature, a_changed_schema, a_schema_more, a_schema_less,
    another_key_of_the_log, no_key_of_the_log, a_seal_less, another_seal, another_witness, a_false_value, a_false_salt,
    a_value_of_another_place, a_value_of_no_entry, a_garbled_disclosure, a_smaller_size, an_epoch_less,
    the_first_epoch_less, another_origin, no_log,
]  # fmt: skip


@dataclass
class Drafting:
    """A draft under a forger's hands: everything after it will be consistent."""

    draft: Draft
    chance: random.Random

    def entry(self, having: str = "") -> Any:
        """One of the entries that have some of this."""
        return self.draft.at(self.chance.choice(self.draft.places(having)))

    def drafts(self) -> tuple[list[Any], int]:
        """The entries of an epoch, and the number of one that is no part of the log about itself."""
        epoch, at = self.chance.choice(self.draft.places())
        return self.draft.epochs[epoch - 1], at


def hide_the_actor(forger: Drafting) -> None:
    forger.entry().update(actor={"key": 4, "name": "Другой"})


def hide_the_time(forger: Drafting) -> None:
    forger.entry().update(at="2026-01-01T00:00:00.000000Z")


def hide_the_reason(forger: Drafting) -> None:
    forger.entry().update(reason="никакой")


def hide_a_value(forger: Drafting) -> None:
    forger.entry("rows")["rows"][0]["values"]["id"] = -5


def hide_an_act(forger: Drafting) -> None:
    forger.entry("acts")["acts"].pop()


def hide_a_reading(forger: Drafting) -> None:
    forger.entry("readings")["readings"].pop()


def hide_an_entry(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    del drafts[at]


def hide_a_day(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    drafts[at : at + 20] = [one for one in drafts[at : at + 20] if "log" in one]


def hide_the_end(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    del drafts[max(at, 4) :]


def back_date(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    entry = {**drafts[at], "id": "e" * 32, "acts": [], "rows": [], "readings": []}
    drafts.insert(at, entry)


def swap(forger: Drafting) -> None:
    drafts, at = forger.drafts()
    other = next(n for n in range(len(drafts) - 1, 0, -1) if "log" not in drafts[n] and n != at)
    drafts[at], drafts[other] = drafts[other], drafts[at]


def another_branch(forger: Drafting) -> None:
    for drafts in forger.draft.epochs:
        for entry in drafts[forger.chance.randrange(3, 20) :]:
            entry["reason"] = "другая история"


DRAFTS = [
    hide_the_actor, hide_the_time, hide_the_reason, hide_a_value, hide_an_act, hide_a_reading, hide_an_entry,
    hide_a_day, hide_the_end, back_date, swap, another_branch,
]  # fmt: skip


def repeat_an_entry(forger: Drafting) -> Codes:
    drafts, at = forger.drafts()
    drafts.insert(at, drafts[at])
    return {"entry-twice"}


def repeat_an_act(forger: Drafting) -> Codes:
    one, entry = forger.entry("acts")["acts"][0], forger.entry()
    entry["acts"].append(dict(one))
    return {"act-twice"}


def repeat_a_reading(forger: Drafting) -> Codes:
    forger.entry()["readings"].append(dict(forger.entry("readings")["readings"][0]))
    return {"reading-twice"}


def repeat_a_version(forger: Drafting) -> Codes:
    forger.entry()["rows"].append(dict(forger.entry("rows")["rows"][0]))
    return {"version-twice"}


def start_in_the_middle(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    forger.chance.choice([row for row in rows if row["op"] == "+"])["op"] = "~"
    return {"row-start"}


def raise_the_dead(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    dead = forger.chance.choice([row for row in rows if row["op"] == "-"])
    last = max(row["id"] for row in rows if row["model"] == dead["model"])
    forger.draft.epochs[-1][-1]["rows"].append({**dead, "id": last + 1, "op": "~"})
    return {"row-order"}


def turn_versions_round(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    one = forger.chance.choice([row for row in rows if row["op"] == "~"])
    other = next(row for row in rows if (row["model"], row["row"]) == (one["model"], one["row"]))
    one["id"], other["id"] = other["id"], one["id"]
    return {"row-order"}


def a_column_more(forger: Drafting) -> Codes:
    forger.entry("rows")["rows"][0]["values"]["more"] = 1
    return {"row-columns"}


def in_the_clear(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    forger.chance.choice([row for row in rows if "last_name" in row["values"]])["values"]["last_name"] = "Сомова"
    return {"row-values"}


def under_a_commitment(forger: Drafting) -> Codes:
    rows = [row for place in forger.draft.places("rows") for row in forger.draft.at(place)["rows"]]
    found = forger.chance.choice([row for row in rows if "number" in row["values"]])
    found["values"]["number"] = {"c": "0" * 64}
    return {"row-values"}


def a_schema_unlogged(forger: Drafting) -> Codes:
    forger.draft.epochs[0][1] = {**forger.draft.epochs[0][3], "id": "a" * 32, "rows": [], "acts": [], "readings": []}
    return {"schema-order"}


def a_schema_twice(forger: Drafting) -> Codes:
    forger.entry()["log"] = {"schema": DOCUMENT}
    return {"schema-twice"}


def an_epoch_inside(forger: Drafting) -> Codes:
    forger.entry()["log"] = {"epoch": {}}
    return {"epoch-start"}


INCONSISTENT: list[Callable[[Drafting], Codes]] = [
    repeat_an_entry, repeat_an_act, repeat_a_reading, repeat_a_version, start_in_the_middle, raise_the_dead,
    turn_versions_round, a_column_more, in_the_clear, under_a_commitment, a_schema_unlogged, a_schema_twice,
    an_epoch_inside,
]  # fmt: skip


def name_of(forge: Callable[..., object]) -> str:
    """As tests are called after it."""
    return re.sub("_", "-", forge.__name__)
