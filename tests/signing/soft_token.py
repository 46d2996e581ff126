"""A token made of software (SoftHSM), which can be taken away and put back."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.signing.test_outsiders import program

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
LABEL, PIN = "токен", "270615"


@dataclass
class SoftToken:
    """Its folder, and what the signer process is told of it."""

    folder: Path

    @property
    def told(self) -> dict[str, str]:
        """The settings of the process that opens it."""
        return {
            "SOFTHSM2_CONF": str(self.folder / "softhsm2.conf"),
            "MEZHVED_TOKEN_MODULE": MODULE,
            "MEZHVED_TOKEN_LABEL": LABEL,
            "MEZHVED_TOKEN_PIN_FILE": str(self.pin_file),
        }

    @property
    def pin_file(self) -> Path:
        """Where the process finds the PIN."""
        return self.folder / "token.pin"

    def take_away(self) -> None:
        """As if somebody pulled it out."""
        (self.folder / "tokens").rename(self.folder / "away")

    def put_back(self) -> None:
        """There it is again."""
        (self.folder / "away").rename(self.folder / "tokens")


def new_token(folder: Path) -> SoftToken:
    """An empty token with its PIN set."""
    made = SoftToken(folder)
    (folder / "tokens").mkdir(parents=True)
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\n")
    made.pin_file.write_text(PIN + "\n")
    subprocess.run(
        [
            *(program("softhsm2-util", "softhsm2"), "--init-token", "--free"),
            *("--label", LABEL, "--so-pin", "3" * 8, "--pin", PIN),
        ],
        env=made.told, check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return made
