#!/bin/sh
# Sees that the programs which the tests drive are there: Debian's Chromium, xmlsec1, openssl with its engine of GOST, Java,
# SoftHSM (a token made of software), LibreOffice (to convert office files) and Tesseract with Russian (to recognise scans); with
# the word "servers" also the programs of PostgreSQL and RabbitMQ, of which tests start some of their own, and libfaketime, which lets the
# clocks of nodes jump. As root it installs what
# is missing.
set -eu
missing=""
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || missing="$missing chromium fonts-liberation"
command -v xmlsec1 >/dev/null || missing="$missing xmlsec1"
command -v openssl >/dev/null || missing="$missing openssl"
command -v javac >/dev/null || missing="$missing openjdk-17-jdk-headless"
[ -e /usr/lib/softhsm/libsofthsm2.so ] && command -v softhsm2-util >/dev/null || missing="$missing softhsm2"
command -v soffice >/dev/null || command -v libreoffice >/dev/null ||
    missing="$missing libreoffice-writer-nogui libreoffice-calc-nogui"
command -v tesseract >/dev/null && tesseract --list-langs 2>&1 | grep -qx rus || missing="$missing tesseract-ocr tesseract-ocr-rus"
openssl engine gost >/dev/null 2>&1 || missing="$missing openssl libengine-gost-openssl"
if [ "${1:-}" = servers ]; then
    ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
    [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing="$missing rabbitmq-server"
    ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || missing="$missing faketime"
fi

# The headless shell of Debian's Chromium draws the same pages for half of the processor. It is wanted and not needed: the tests
# take Chromium itself where it cannot be had.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! command -v chromium-headless-shell >/dev/null; then
    timeout 60 apt-get update -qq -o Acquire::Retries=0 -o Acquire::http::Timeout=10 >/dev/null 2>&1 &&
        DEBIAN_FRONTEND=noninteractive timeout 240 apt-get install -y -qq --no-install-recommends --no-remove \
            chromium-headless-shell >/dev/null 2>&1 || true
fi
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing ..."
    apt-get update -qq
    # shellcheck disable=SC2086  # a list of names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi
echo "Missing for a complete run:$missing. As root: apt-get install$missing" >&2
if [ -n "${CI:-}" ]; then
    exit 1
fi
echo "The tests that need them are left out, each with its reason." >&2
