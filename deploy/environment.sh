#!/bin/sh
# Makes .venv from python3 and installs one of the hash-locked sets: environment.sh run|dev
# A set that is installed already costs nothing; a changed lock is installed anew.
# WHEELS=FOLDER takes the packages from there, without a network: `make wheels` fills such a folder.
set -eu
cd "$(dirname "$0")/.."
kind=$1
lock=requirements/$kind.txt
python=${PYTHON:-python3}

if ! .venv/bin/python -c '' 2>/dev/null; then
    command -v "$python" >/dev/null || { echo "python3 is missing: install Python 3.11 or later." >&2; exit 1; }
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
        echo "$("$python" --version) is too old: Mezhved needs Python 3.11 or later (PYTHON=python3.12 make ... chooses one)." >&2
        exit 1
    }
    # Debian ships the module that makes environments apart from Python.
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
            echo "Installing python3-venv ..."
            apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-venv >/dev/null
        else
            echo "Python's venv module is missing. As root: apt-get install python3-venv" >&2
            exit 1
        fi
    fi
    rm -rf .venv
    "$python" -m venv .venv
fi

# The development set contains the other.
for installed in ".venv/installed-$kind.txt" $([ "$kind" = run ] && echo .venv/installed-dev.txt); do
    wanted=requirements/$(basename "$installed" .txt | sed 's/installed-//').txt
    if cmp -s "$installed" "$wanted"; then
        exit 0
    fi
done
echo "Installing $lock into .venv (a minute or two) ..."
rm -f .venv/installed-*.txt
.venv/bin/python -m pip install -qq --disable-pip-version-check --require-hashes \
    ${WHEELS:+--no-index --find-links "$WHEELS"} -r "$lock"
cp "$lock" ".venv/installed-$kind.txt"
