"""Asks libdigidocpp about containers; a program of its own, for the library keeps one trusted list in each process.

``ask_digidoc.py FOLDER FILE…``: the folder holds ``tl.xml`` and ``list.der``, the certificate of who signed the list.
A line for each file: ``VALID``, or what speaks against it.
"""

import shutil
import sys
from pathlib import Path

import pydigidoc
from pydigidoc import digidoc


def main(folder: Path, files: list[str]) -> None:
    """Trust our list and no other, go to no network, look at each file."""
    schemas = folder / "schemas"
    shutil.copytree(Path(pydigidoc.__file__).parent / "schema", schemas)
    shutil.copy(folder / "tl.xml", schemas / "tl.xml")
    conf = digidoc.DigiDocConf(str(schemas))
    conf.set_tslurl("http://127.0.0.1:9/tl.xml")
    conf.set_tslcert((folder / "list.der").read_bytes())
    digidoc.Conf.init(conf)
    conf.this.disown()  # the library keeps it and deletes it
    digidoc.initialize("mezhved")
    for file in files:
        sys.stdout.write(judged(file) + "\n")


def judged(file: str) -> str:
    """What it says of one container."""
    try:
        container = digidoc.Container.open(file)  # signatures live no longer than it
        signatures = list(container.signatures())
        for signature in signatures:
            signature.validate()
    except Exception as error:
        return f"NOT VALID {error!r}".replace("\n", " ")
    return "VALID" if signatures else "NOT VALID no signatures"


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
