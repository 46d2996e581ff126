"""Check an exported log without the program that wrote it; needs Python 3.9 and the openssl command 3.0, or later:

    python3 verify_log.py FOLDER [--key HEX] [--against CHECKPOINT ...] [--json]

Ends with 0 when everything holds, with 1 when something does not (it says what and where), with 2 when called wrongly.
Numbers like (3) are those of the list of checks in docs/log-format.md, which says what the files mean. Against somebody
who has the whole folder and a key of the log only --key and --against help: take them from elsewhere.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import struct
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

PER_FILE, LONGEST_LINE, LARGEST_FILE, SHOWN = 65_536, 1 << 28, 1 << 26, 100
ED25519_SPKI, RSA, EC = map(bytes.fromhex, ("302a300506032b6570032100", "2a864886f70d010101", "2a8648ce3d0201"))
BASE64 = rb"((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=|[A-Za-z0-9+/][AQgw]==)?)\n"
SIGNATURE = re.compile(rb"\xe2\x80\x94 ([^\s+]+) " + BASE64)
NOTE = re.compile(rb"(([^\n]+)\n(0|[1-9][0-9]{0,11})\n" + BASE64 + rb")\n((?:" + SIGNATURE.pattern + rb")+)")
LINE = re.compile(b"(0|[1-9][0-9]{0,11})\t([^\n]+)\n")
DISCLOSED = re.compile(b"([0-9]{1,4})\t([0-9]{1,12})\t([^\t\n]+)\t([0-9a-f]{64})\t([^\t\n]+)\n")
NOTES, COUNT, AS_JSON, INVALID, sha256 = list[str](), Counter[str](), "--json" in sys.argv, object(), hashlib.sha256

def need(holds: object, code: str, place: int | str, text: str) -> bool:
    """Tell what does not hold: a stable code, the place, words; of each code only the first hundred."""
    if not holds:
        COUNT[code] += 1
        where = f"entry {place & ((1 << 48) - 1)} of epoch {place >> 48}" if isinstance(place, int) else place
        finding = {"code": code, "place": where, "text": text}
        if COUNT[code] <= SHOWN:  # as ASCII: what a file says must not command the terminal
            print(json.dumps(finding) if AS_JSON else ascii(f"{where}: {text} [{code}]")[1:-1])
    return bool(holds)

def lines(path: Path, largest: int = 1 << 60) -> Any:
    """The lines of a regular file; none where there is no such file, or one too large to be what it should be."""
    if path.is_file() and not path.is_symlink() and path.stat().st_size <= largest:
        with path.open("rb") as file:
            yield from iter(lambda: file.readline(LONGEST_LINE), b"")

def read(path: Path) -> bytes:
    return b"".join(lines(path, LARGEST_FILE))

safe = range(-(2**53) + 1, 2**53)  # looking for a number elsewhere is a ValueError, and so is int("1.5")
decode = json.JSONDecoder(parse_int=lambda one: safe[safe.index(int(one))], parse_float=int, parse_constant=int).decode
encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")).encode

def parse(data: bytes, *, is_canonical: bool = True) -> Any:
    """The value of JSON whose numbers are whole and safe, canonical by RFC 8785 unless not asked for; else INVALID."""
    try:
        text = data.decode()
        value = same = decode(text)
        if any(map(data.__contains__, range(0xF0, 0xF5))):  # as UTF-16, by which keys are ordered
            units = text.encode("utf-16-be")
            text = "".join(map(chr, struct.unpack(f">{len(units) // 2}H", units)))
            same = decode(text)
        return value if not is_canonical or encode(same) == text else INVALID
    except (ValueError, RecursionError):
        return INVALID

def form(wanted: Any) -> Any:
    """Whether a value is of a type, of a pattern, a list [of such], a pair [x, y], a {record}, one (or other)."""
    if wanted is None or isinstance(wanted, type):
        return lambda value: type(value) is (wanted or type(None))
    if isinstance(wanted, str):
        match = re.compile(wanted).fullmatch
        return lambda value: type(value) is str and match(value) is not None
    if isinstance(wanted, dict):
        keys, each = wanted.keys(), [(key, form(one)) for key, one in wanted.items()]
        return lambda value: type(value) is dict and value.keys() == keys and all([fit(value[k]) for k, fit in each])
    forms = [form(one) for one in wanted]
    if isinstance(wanted, tuple):
        return lambda value: any([fits(value) for fits in forms])
    if len(forms) == 1:
        return lambda value: type(value) is list and all(map(forms[0], value))
    return lambda value: type(value) is list and len(value) == 2 and forms[0](value[0]) and forms[1](value[1])

ID, HASH, PAIR, MAYBE = "[0-9a-f]{32}", "[0-9a-f]{64}", [str, int], (int, None)
DAY, TIME = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])", "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9][.][0-9]{6}Z"
HIDDEN, LARGE, HEAD, SIZED = {"c": HASH}, {"sha256": HASH}, {"size": int, "root": HASH}, {"number": int, "size": int}
SCHEMA = {"model": str, "columns": [[str, str]], "personal": [str], "large": [str]}
EPOCH = {"number": int, "origin": str, "key": HASH, "previous": (None, {"published": HEAD, "kept": HEAD})}
ACT = {"id": ID, "verb": str, "subject": PAIR, "about": [PAIR], "agency": MAYBE, "label": HIDDEN, "data": HIDDEN,
       "by": (None, {"key": MAYBE, "name": str})}
ROW = {"model": str, "row": int, "id": int, "op": "[+~-]", "by": ACT["by"], "schema": HASH, "values": dict}
READING = {"id": ID, "kind": str, "page": str, "about": [PAIR], "agency": MAYBE, "ground": str, "query": HIDDEN}
ENTRY = {"v": int, "id": ID, "at": f"{DAY}T{TIME}", "actor": {"key": MAYBE, "name": str}, "reason": str,
         "from": {"address": str, "request": str, "task": str}, "acts": [ACT], "rows": [ROW], "readings": [READING]}
TOP = {"format": int, "made_at": str, "selection": (None, dict), "epochs": [{**SIZED, "origin": str}]}
is_hash, is_export, is_schema, is_hidden, is_large, is_marked, is_log = map(form, (
    HASH, TOP, SCHEMA, HIDDEN, (LARGE, None), (HIDDEN, LARGE),
    ({"epoch": EPOCH}, {"schema": SCHEMA}, {"checkpoint": HEAD})))
PARTS = [(key, form(wanted)) for key, wanted in ENTRY.items()]

def top_of(hashes: list[bytes]) -> bytes:
    """The root over hashes as RFC 6962 has it: pairs are hashed, a last one without a pair rises as it is."""
    while len(hashes) > 1:
        pairs = [b"".join(hashes[at : at + 2]) for at in range(0, len(hashes), 2)]
        hashes = [sha256(b"\x01" + pair).digest() if len(pair) == 64 else pair for pair in pairs]
    return hashes[0] if hashes else b""

class Tree:
    def __init__(self, folder: Path, place: str, size: int) -> None:
        """(1) All tiles of an epoch are there, and each hash above the leaves is the root of the tile below it."""
        self.folder, self.size, self.at_hand = folder, size, (-1, -1, "", list[bytes]())
        self.paths = {*(folder / "checkpoints").glob("*")}
        below, level = list[bytes](), 0
        while size >> 8 * level:
            tops = list[bytes]()
            for number in range(-(-(size >> 8 * level) // 256)):
                hashes, path = self.tile(level, number), self.at_hand[2]
                self.paths.add(folder / path)
                need(hashes, "tile-missing", place, f"{path} is not there, or not whole")
                if COUNT["tile-missing"] > SHOWN:
                    return
                pairs = zip(hashes, below[256 * number : 256 * number + 256]) if level else ()
                need(all(b in (b"", a) for a, b in pairs), "tile-parent", place, f"{path} is not of the tiles below it")
                tops.append(top_of(hashes))
            below, level = tops, level + 1
    def tile(self, level: int, number: int) -> list[bytes]:
        """The hashes of a tile: none where it is not there or not whole."""
        if self.at_hand[:2] != (level, number):
            width, digits = min(256, (self.size >> 8 * level) - 256 * number), str(number)
            path = f"tile/{level}/" + re.sub("...(?=.)", r"x\g<0>/", digits.zfill(-(-len(digits) // 3) * 3))
            path += "" if width == 256 else f".p/{width}"
            data = read(self.folder / path)
            hashes = [data[at : at + 32] for at in range(0, 32 * width, 32)] if len(data) == 32 * width else []
            self.at_hand = (level, number, path, hashes)
        return self.at_hand[3]
    def root(self, size: int) -> bytes:
        """The root of the first so many leaves, by the digits of their number to the base 256; b"" without tiles."""
        top = b""
        for level in range(5):
            count = (size >> 8 * level) % 256
            hashes = self.tile(level, size >> 8 * level + 8)[:count] if count else []
            if len(hashes) < count:
                return b""
            top = top_of(hashes + [top] * bool(top))
        return top or sha256(b"").digest()

def openssl(*given: object) -> bytes:
    return subprocess.run(["openssl", *map(str, given)], capture_output=True, input=b"", timeout=60, check=False).stdout

def parse_note(note: bytes) -> Any:
    """(3) Origin, size, root, the text that is signed, names with ids of keys and signatures; size -1 if it is none."""
    if not (found := NOTE.fullmatch(note)):
        return "", -1, b"", b"", []
    signed = [(name.decode("utf-8", "replace"), base64.b64decode(one)) for name, one in SIGNATURE.findall(found[5])]
    return found[2].decode("utf-8", "replace"), int(found[3]), base64.b64decode(found[4]), found[1], signed

class Keys:
    def __init__(self, scratch: Path, folder: Path) -> None:
        """(3) The keys of the export: what their ids are made from, a file for openssl, and themselves in DER."""
        self.scratch, self.keys = scratch, dict[str, Any]()
        for path in sorted((folder / "keys").glob("*")):
            public, is_seal, name = scratch / path.name, path.name.startswith("seal-"), path.name[:-4]
            public.write_bytes(openssl(*("x509 -noout -pubkey" if is_seal else "pkey -pubin").split(), "-in", path))
            key = openssl("pkey", "-pubin", "-in", public, "-outform", "DER")
            hashed = sha256(openssl("x509", "-in", path, "-outform", "DER") if is_seal else b"")
            right = name == f"seal-{hashed.hexdigest()[:16]}" if is_seal else key[:-32] == ED25519_SPKI
            if need(right and key and not path.is_symlink(), "key-form", f"keys/{path.name}", "is no key of its name"):
                self.keys[name] = (b"mezhved-seal-v1" + hashed.digest() if is_seal else key[-32:], public, key)
        self.log = self.keys.get("log", (b"",))[0]
        need(self.log, "key-form", "keys/log.pem", "the public key of the log is not there")
    def check(self, place: str, note: Any) -> None:
        """(3) Check the signatures whose keys are here; the log's must be among them, and no seal without its key."""
        origin, _size, _root, text, signatures = note
        need(origin in [name for name, _one in signatures], "checkpoint-signature", place, "the log did not sign it")
        for name, one in signatures:
            code, kind, signed, value, names = "checkpoint-signature", b"\x01", text, one[4:], ["log"]
            if name.startswith(origin + "/seal/"):
                code, kind, names = "checkpoint-seal", b"\xff", [key for key in self.keys if key.startswith("seal-")]
            elif name != origin:
                code, kind, names = "checkpoint-witness", b"\x04", ["witness-" + re.sub("[^A-Za-z0-9]", "-", name)]
                signed, value = b"cosignature/v1\ntime %d\n" % int.from_bytes(value[:8], "big") + text, value[8:]
            if code == "checkpoint-witness" and names[0] not in self.keys:
                NOTES.append(f"{place}: the signature of {name} was not checked, its key is not there")
                continue
            keys = [self.keys[key] for key in names if key in self.keys]
            keys = [key for key in keys if one[:4] == sha256(name.encode() + b"\n" + kind + key[0]).digest()[:4]]
            holds = keys and self.holds(keys[0], signed, value)
            need(holds, code, place, f"the signature of {name} is not right, or not by a key that is there")
    def holds(self, known: Any, text: bytes, value: bytes) -> bool:
        _id, path, key = known
        if EC in key and len(value) <= 132:  # r and s, one after the other, become a SEQUENCE of two INTEGERs
            numbers = [int.from_bytes(part, "big") for part in (value[: len(value) // 2], value[len(value) // 2 :])]
            parts = [number.to_bytes(number.bit_length() // 8 + 1, "big") for number in numbers]
            inner = b"".join(bytes([2, len(part)]) + part for part in parts)
            value = bytes([0x30, *[0x81][: len(inner) > 127], len(inner)]) + inner
        files = (self.scratch / "text", self.scratch / "signature")
        _written = files[0].write_bytes(text), files[1].write_bytes(value)
        if EC in key or RSA in key:
            return b"Verified OK" in openssl("dgst", "-sha256", "-verify", path, "-signature", files[1], files[0])
        given = ["-verify", "-pubin", "-inkey", path, "-rawin", "-in", files[0], "-sigfile", files[1]]
        return b"Verified Successfully" in openssl("pkeyutl", *given)

class Log:
    def __init__(self, folder: Path, export: Any, keys: Keys) -> None:
        self.folder, self.keys, self.is_whole, self.at = folder, keys, export["selection"] is None, 0
        self.ids = {what: [bytearray() for _ in range(256)] for what in ("entry", "act", "reading", "version", "row")}
        self.models, self.schemas = dict[str, int](), dict[str, Any]()
        self.logged, self.named = set[str](), set[str]()  # schemas that stand in the log, and those that rows name
        self.trees, self.lost = dict[str, Tree](), dict[str, Any]()  # by origin
        self.epoch, self.files, self.kept, self.before = {**export}, dict[int, str](), set[int](), dict[str, Any]()
        self.origin_before, self.disclosed = "", self.read_disclosed()
        self.next = next(self.disclosed, None)
        for path in sorted((folder / "schemas").glob("*")):  # (5)
            data, where = read(path), f"schemas/{path.name}"
            schema, right = parse(data), sha256(data).hexdigest() + ".json" == path.name
            if need(right and is_schema(schema), "schema-form", where, "is no schema, or not of its name"):
                rules = {name: lambda value: not is_marked(value) for name, _kind in schema["columns"]}
                rules |= {**dict.fromkeys(schema["large"], is_large), **dict.fromkeys(schema["personal"], is_hidden)}
                self.schemas[path.stem] = (schema["model"], rules.keys(), list(rules.items()))
    def check_epoch(self, epoch: Any) -> None:
        """(1), (3) Tree and checkpoints of an epoch, then its entries."""
        size, place, folder = epoch["size"], f"epoch {epoch['number']}", self.folder / f"epochs/{epoch['number']}"
        self.epoch, self.files, self.kept = epoch, {}, set()
        tree = self.trees[epoch["origin"]] = Tree(folder, place, size)
        for path in sorted((folder / "checkpoints").glob("*")):
            note, where = parse_note(read(path)), f"checkpoint {path.name} of {place}"
            right = note[0] == epoch["origin"] and note[1] <= size and path.name == f"{note[1]:012}.txt"
            if need(right, "checkpoint-form", where, "is no checkpoint of this log and size"):
                self.files[note[1]] = note[2].hex()
                need(tree.root(note[1]) in (b"", note[2]), "checkpoint-root", where, "its root is not that of the tree")
                self.keys.check(where, note)
        need(size in self.files, "checkpoint-missing", place, f"no checkpoint of its {size} entries is there")
        self.check_entries(folder / "entries", tree)
        extra = {*self.files} - self.kept - {size} if self.is_whole else ()
        need(not extra, "checkpoint-extra", place, f"no entry says that these checkpoints are kept: {sorted(extra)}")
        self.before, self.origin_before = {"size": size, "root": tree.root(size).hex()}, epoch["origin"]
    def check_entries(self, folder: Path, tree: Tree) -> None:
        """(2) The numbers of entries, and that each is the leaf of its number."""
        expected, first = 0, self.epoch["number"] << 48
        for part in range(-(-tree.size // PER_FILE)):
            tree.paths.add(folder / f"{part:06}.txt")
            for line in lines(folder / f"{part:06}.txt"):
                found = LINE.fullmatch(line)
                number, entry = (int(found[1]), found[2]) if found else (expected, b"")
                self.at, is_here = first + number, number // PER_FILE == part and expected <= number < tree.size
                if need(found, "entry-line", self.at, "no line of number, tab and entry") and need(
                        is_here, "entry-order", self.at, "stands where it should not"):
                    is_next = number == expected or (expected and not self.is_whole)
                    need(is_next, "entry-missing", first + expected, f"is not there, nor what follows up to {number}")
                    leaf, expected = tree.tile(0, number // 256)[number % 256 :][:1], number + 1
                    right = leaf in ([], [sha256(b"\0" + entry).digest()])
                    need(right, "entry-hash", self.at, "is not the leaf of the tree")
                    self.check_entry(number, parse(entry))
        is_end = expected == tree.size or (expected and not self.is_whole)
        need(is_end, "entry-missing", first + expected, "is not there, nor what follows")
    def check_entry(self, number: int, entry: Any) -> None:
        """(2), (4) One entry on its own; what must hold with others is collected."""
        is_record = type(entry) is dict and entry.keys() - {"log"} == ENTRY.keys()
        faults = [key for key, fits in PARTS if not fits(entry[key])] if is_record else ["set of keys"]
        if not need(entry is not INVALID, "entry-canonical", self.at, "is no canonical JSON") or not need(
                not faults and entry["v"] == 1 and ("log" not in entry or is_log(entry["log"])),
                "entry-form", self.at, f"its {(faults or ['v or log'])[0]} is not of format 1"):
            return
        at, log = self.at.to_bytes(8, "big"), entry.get("log", {})
        for what, things in (("entry", [entry]), ("act", entry["acts"]), ("reading", entry["readings"])):
            for thing in things:
                id_ = bytes.fromhex(thing["id"])
                self.ids[what][id_[15]] += id_ + at
        need(("epoch" in log) == (number == 0), "epoch-start", self.at, "the first entry and no other begins an epoch")
        self.check_log(number, **log)
        for place, row in enumerate(entry["rows"]):
            self.check_row(min(place, 65_535), row, at)
        while self.next and self.next[0] <= self.at:  # (7)
            (at_, path, salted), found = self.next, entry
            for part in path.split("/"):
                found = {str(key): item for key, item in enumerate(found)} if isinstance(found, list) else found
                found = found.get(part) if isinstance(found, dict) else None
            if need(at_ == self.at and is_hidden(found), "disclosed-place", at_, f"has no commitment at {path}"):
                need(sha256(salted).hexdigest() == found["c"], "disclosed-value", at_, f"{path} was another value")
            self.next = next(self.disclosed, None)
    def check_row(self, place: int, row: Any, at: bytes) -> None:
        """(5) The columns of a saved state."""
        version, id_, values = row["id"], row["schema"], row["values"]
        model = self.models.setdefault(row["model"], len(self.models))
        self.ids["version"][version & 255] += struct.pack(">qq8s", model, version, at)
        self.ids["row"][row["row"] & 255] += struct.pack(
            ">qq8sHQs", model, row["row"], at, place, version + 2**63, row["op"].encode())
        if id_ not in self.named:
            self.named.add(id_)
            need(id_ in self.schemas, "schema-missing", self.at, f"the schema {id_} is not there")
            need(id_ in self.logged or not self.is_whole, "schema-order", self.at, f"{id_} is not in the log before it")
        name, columns, rules = self.schemas.get(id_, (row["model"], values.keys(), ()))
        right = row["model"] == name and values.keys() == columns
        if need(right, "row-columns", self.at, "a row has not the columns of its schema"):
            for column, fits in rules:
                need(fits(values[column]), "row-values", self.at, "a column is not kept as its schema says")
    def check_log(self, number: int, epoch: Any = None, schema: Any = None, checkpoint: Any = None) -> None:
        """(3), (5), (6) What the log says of itself."""
        if schema:
            id_ = sha256(encode(schema).encode()).hexdigest()
            need(id_ not in self.logged, "schema-twice", self.at, f"the schema {id_} stood in the log before")
            need(id_ in self.schemas, "schema-missing", self.at, f"the schema {id_} is not there")
            self.logged.add(id_)
        if checkpoint:
            size, root = checkpoint["size"], self.files.get(checkpoint["size"], "")
            self.kept.add(size)
            need(root, "checkpoint-missing", self.at, f"the kept checkpoint of {size} entries is not there")
            right = size <= number and root in ("", checkpoint["root"])
            need(right, "checkpoint-record", self.at, "the kept checkpoint has another root, or is of the future")
        if epoch:
            heads = epoch["previous"] or {"kept": {}, "published": {"size": 2**53}}
            right = (epoch["number"], epoch["origin"]) == (self.epoch["number"], self.epoch["origin"])
            need(right, "epoch-start", self.at, "begins another epoch")
            right = epoch["key"] == sha256(self.keys.log).hexdigest()
            need(right, "epoch-key", self.at, "names another key of the log than that which is there")
            lost = heads["published"]["size"] - self.before.get("size", 0)
            right = heads["kept"] == self.before and lost >= 0
            need(right, "epoch-heads", self.at, "the heads before are not those of the epoch before, if there is one")
            if self.before:
                self.lost[self.origin_before] = heads["published"]
                NOTES.append(f"epoch {epoch['number']} began when a restored backup had lost {lost} entries")
    def read_disclosed(self) -> Any:
        for number, line in enumerate(lines(self.folder / "disclosed.txt"), 1):
            parts = DISCLOSED.fullmatch(line)
            right = parts and parse(parts[5]) is not INVALID
            if need(right, "disclosed-form", f"line {number} of disclosed.txt", "is no disclosed value") and parts:
                salt, path = bytes.fromhex(parts[4].decode()), parts[3].decode("utf-8", "replace")
                yield (int(parts[1]) << 48) + int(parts[2]), path, salt + parts[5]
    def check_end(self) -> None:
        """(4), (5) What takes the whole log; records are put in order one heap at a time, for little memory."""
        for what, heaps in self.ids.items():
            length = 35 if what == "row" else 24
            for heap in map(bytes, heaps):
                last = b""
                for record in sorted([heap[at : at + length] for at in range(0, len(heap), length)]):
                    at, is_same, op = int.from_bytes(record[16:24], "big"), record[:16] == last[:16], record[-1:]
                    if what != "row":
                        need(not is_same, f"{what}-twice", at, "has an id that was there before")
                    elif not is_same:
                        need(op == b"+" or not self.is_whole, "row-start", at, "the first version of a row adds it")
                    else:
                        right = last[-1:] != b"-" and op != b"+" and record[26:34] > last[26:34]
                        need(right, "row-order", at, "a version is older, adds again, or follows the removal")
                    last = record
        extra = {*self.schemas} - self.named - self.logged
        need(not extra, "schema-extra", "schemas", f"no entry names {', '.join(sorted(extra))}")
        need(not self.next, "disclosed-place", "disclosed.txt", "out of order, or of entries that are not there")

def check(folder: Path, key: str | None, against: list[Path], scratch: Path) -> str:
    """Check everything; what there is, in words."""
    export = parse(read(folder / "log.json"), is_canonical=False)
    right = is_export(export) and export["format"] == 1 and all(0 <= one["size"] < 2**36 for one in export["epochs"])
    if not need(right and export["epochs"], "export-form", "log.json", "is not there, or not of format 1"):
        return "Nothing was checked"
    keys, epochs, stem = Keys(scratch, folder), export["epochs"], export["epochs"][0]["origin"][:-1]
    need(key in (None, sha256(keys.log).hexdigest()), "key", "keys/log.pem", "is not the key that was given")
    log = Log(folder, export, keys)
    for number, epoch in enumerate(epochs, 1):
        right = (epoch["number"], epoch["origin"]) == (number, f"{stem}{number}")
        if need(right, "epoch-sequence", f"epoch {number}", "the epochs do not follow each other"):
            log.check_epoch(epoch)
    found = {path for path in (folder / "epochs").rglob("*") if path.is_symlink() or not path.is_dir()}
    for path in sorted(found.difference(*[tree.paths for tree in log.trees.values()])):
        need(False, "extra", str(path.relative_to(folder)), "belongs to no log of this size")
    for path in against:  # (8)
        note, place = parse_note(read(path)), str(path)
        (origin, size, root), tree = note[:3], log.trees.get(note[0])
        keys.check(place, note)
        if need(tree, "against-origin", place, f"no epoch here has its origin {origin}") and tree:
            right = size <= tree.size or log.lost.get(origin) == {"size": size, "root": root.hex()}
            need(right, "against-size", place, f"the log has no {size} entries")
            right = size > tree.size or tree.root(size) in (b"", root)
            need(right, "against-root", place, f"its root is not that of the first {size} entries")
    log.check_end()
    chosen = "" if log.is_whole else ", A SELECTION: whether all that was to be selected is there cannot be seen"
    return f"Epochs of {[epoch['size'] for epoch in epochs]} entries{chosen}, exported at {export['made_at']}"

def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--key", type=str.lower, help="hex SHA-256 of the log's public key of 32 bytes")
    parser.add_argument("--against", nargs="+", action="extend", type=Path, default=[], metavar="CHECKPOINT")
    parser.add_argument("--json", action="store_true", help="findings as JSON, one a line")
    given = parser.parse_args()
    if not given.folder.is_dir() or not all(map(Path.is_file, given.against)) or not is_hash(given.key or "0" * 64):
        parser.error("there is no such folder or checkpoint, or the key is not 64 hex digits")
    try:
        with tempfile.TemporaryDirectory() as scratch:
            summary = check(given.folder, given.key, given.against, Path(scratch))
    except Exception as error:  # whatever a file holds must not end this without a verdict
        need(False, "unreadable", "log", summary := repr(error))
    if not AS_JSON:
        held = f"DOES NOT HOLD: {sum(COUNT.values())} findings" if any(COUNT.values()) else "Everything holds"
        print(*[ascii(note)[1:-1] for note in [*NOTES, f"{held}. {summary}"]], sep="\n")
    return 1 if any(COUNT.values()) else 0
if __name__ == "__main__":
    sys.exit(main())
