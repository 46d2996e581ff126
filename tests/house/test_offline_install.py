"""The program is installed where there is no network, from a folder of wheels and by the same hashes."""

import hashlib
import os
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.feature("F42")
# Nothing listens there: whoever asks a registry fails at once.
NO_NETWORK = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"}


def a_wheel(folder: Path, word: str) -> str:
    """A package of one module, and the hash of its wheel."""
    path = folder / "told-1.0-py3-none-any.whl"
    facts = {
        "told.py": f"WORD = {word!r}\n",
        "told-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: told\nVersion: 1.0\n",
        "told-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "told-1.0.dist-info/RECORD": "told.py,,\ntold-1.0.dist-info/METADATA,,\ntold-1.0.dist-info/WHEEL,,\n"
        "told-1.0.dist-info/RECORD,,\n",
    }
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(path, "w") as wheel:
        for name, text in facts.items():
            wheel.writestr(name, text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def installed(root: Path, wheels: str) -> subprocess.CompletedProcess[str]:
    """The program's own command of installation, in a tree that holds it and a lock."""
    environment = {**os.environ, **NO_NETWORK, "WHEELS": wheels}
    command = ["sh", "deploy/environment.sh", "run"]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_a_lock_is_installed_from_a_folder_alone_and_other_bytes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy/environment.sh", tmp_path / "deploy")
    (tmp_path / "requirements").mkdir()
    locked = f"told==1.0 \\\n    --hash=sha256:{a_wheel(tmp_path / 'wheels', 'as tested')}\n"
    (tmp_path / "requirements/run.txt").write_text(locked)

    without = installed(tmp_path, "")
    a_wheel(tmp_path / "forged", "as forged")
    forged = installed(tmp_path, "forged")
    good = installed(tmp_path, "wheels")

    asked = [str(tmp_path / ".venv/bin/python"), "-c", "import told; print(told.WORD)"]
    said = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert without.returncode != 0
    assert forged.returncode != 0
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in forged.stderr
    assert (good.returncode, said.stdout) == (0, "as tested\n")
