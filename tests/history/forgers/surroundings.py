"""What is done to the schemas, the keys, the disclosed values and the description of an export."""

import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from history.log import notes
from history.log.canonical import canonical
from tests.history.building import DOCUMENT, schema_id
from tests.history.forgers.folder import Codes, Folder, Forge


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


SURROUNDINGS: list[Forge] = [
    a_changed_schema, a_schema_more, a_schema_less, another_key_of_the_log, no_key_of_the_log, a_seal_less,
    another_seal, another_witness, a_false_value, a_false_salt, a_value_of_another_place, a_value_of_no_entry,
    a_garbled_disclosure, a_smaller_size, an_epoch_less, the_first_epoch_less, another_origin, no_log,
]  # fmt: skip
