"""What is done to the tiles and the checkpoints of an export."""

from pathlib import Path

from history.log import notes
from tests.history.building import Office
from tests.history.forgers.folder import HASH, Codes, Folder, Forge


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


TREE: list[Forge] = [
    a_bit_of_a_leaf, a_bit_of_a_node, a_tile_less, a_tile_cut_off, a_tile_more, without_a_kept_checkpoint,
    without_the_newest_checkpoint, a_checkpoint_for_another, a_checkpoint_signed_by_another,
    a_checkpoint_with_another_root, a_checkpoint_more, an_unsigned_checkpoint, a_checkpoint_without_the_log,
    a_broken_signature,
]  # fmt: skip
