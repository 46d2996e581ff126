"""Words of a page that are in the wrong language: neither data of the world nor a name that is the same in both."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from lxml import html

from deploy.translations import ROOMS, read_catalogue
from workflows.ready_sets import ready_sets

# Words in a row, with what may stand between two of them.
CYRILLIC = re.compile(r"(?<!\w)[а-яё]+(?:[^\w<>|;,·–]{1,3}[а-яё]+)*(?!\w)", re.IGNORECASE)
LATIN = re.compile(r"(?<!\w)[a-z]{2,}(?:[^\w<>|;,·–]{1,3}[a-z]+)*(?!\w)", re.IGNORECASE)
READ_ALOUD = ("title", "aria-label", "placeholder", "alt")
# What is no text for the reader, what the reader types, and names of keys and fields.
NOT_READ = ("script", "style", "textarea", "kbd", "code")
# A passage that says which language it is in, such as an example of a letter.
PASSAGES = "ancestor::*[@lang and not(self::html)]"
# Fields of templates and parts of patterns, which go by one name in all languages.
FIELD = re.compile(r"\{\w+\}")


def words_on(page: str) -> list[str]:
    """Every text of a page and every attribute that is read or shown, as they stand, in the language of the page."""
    tree: Any = html.fromstring(page)
    own = tree.xpath(f"//text()[not({PASSAGES})]")
    texts = [FIELD.sub("", text) for text in own if text.getparent().tag not in NOT_READ]
    named = [str(value) for name in READ_ALOUD for value in tree.xpath(f"//@{name}")]
    return [" ".join(text.split()) for text in (*texts, *named) if text.strip()]


class Data:
    """Everything that the database holds, how its rows call themselves, and what the ready sets hold.

    ``run in data`` tells whether words in a row stand there as whole words; what was asked once is remembered, since
    pages say the same words again and again.
    """

    def __init__(self) -> None:
        rooms = [model for model in apps.get_models() if model._meta.app_label in ROOMS]
        texts = [text for model in rooms for text in _texts(model)] + [one.text for one in ready_sets()]
        self._text = " | ".join(" ".join(text.split()) for text in texts)
        self._asked: dict[str, bool] = {}

    def __contains__(self, run: str) -> bool:
        if run not in self._asked:
            is_there = run in self._text and re.search(rf"(?<!\w){re.escape(run)}(?!\w)", self._text)
            self._asked[run] = bool(is_there)
        return self._asked[run]


def _texts(model: type[models.Model]) -> Iterator[str]:
    kinds = (models.CharField, models.TextField, models.JSONField, models.UUIDField)
    fields = [field.attname for field in model._meta.concrete_fields if isinstance(field, kinds)]
    for row in model._default_manager.all():
        yield str(row)
        yield from (name for name in (getattr(row, "short_name", ""), getattr(row, "full_name", "")) if name)
        yield from (str(value) for field in fields if (value := getattr(row, field)))


def foreign(page: str, script: re.Pattern[str], data: Data, known: frozenset[str]) -> list[tuple[str, str]]:
    """Runs of words in the script that are neither known nor data of the world, with the text they stand in.

    A run that the catalogue knows as a text of the program is foreign even if a row of the database holds it.
    """
    texts = _texts_of_the_program()
    return [
        (found, text)
        for text in words_on(page)
        for found in script.findall(text)
        if found not in known and (found in texts or found not in data)
    ]


@cache
def _texts_of_the_program() -> frozenset[str]:
    """Every text of the catalogue in both languages, where they differ."""
    pairs = [(entry.id, entry.string) for entry in read_catalogue() if entry.id != entry.string]
    return frozenset(text for pair in pairs for text in pair if isinstance(text, str))
