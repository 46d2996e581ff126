"""To whom a letter of ours goes: its first addressee stands in the columns of its row, the others beside them.

They are plain values of the letter and no rows: what is signed names them, and nothing asks for one without its letter
(docs/decisions/0078).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Func, IntegerField

from citizens.models import Channel

# More of them are no letter but a mailing, and would not fit the list behind it on one page.
MOST_ADDRESSEES = 50
# So many stand in the block of the addressee, ГОСТ Р 7.0.97, 5.15; more of them are listed behind the letter.
IN_BLOCK = 4


@dataclass(frozen=True)
class LetterAddressee:
    """Whom a letter is addressed to: ``code`` is the one of the exchange, empty where the letter goes another way.

    ``channel`` and ``note`` tell how it left, once it has.
    """

    name: str
    code: str = ""
    address: str = ""
    channel: str = ""
    note: str = ""

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "LetterAddressee":
        """The addressee of what a row keeps."""
        return cls(**{name: str(kept.get(name, "")) for name in cls.__dataclass_fields__})

    @property
    def kept(self) -> dict[str, str]:
        """What a row keeps of it."""
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def channel_display(self) -> str:
        """How it left, in the reader's language."""
        return str(Channel(self.channel).label) if self.channel in Channel.values else ""

    def is_same(self, other: "LetterAddressee") -> bool:
        """Whether both are one: by their codes where both have one, else by their names without spaces and case."""
        if self.code and other.code:
            return self.code == other.code
        return _plain(self.name) == _plain(other.name)


def addressees_in_words(kept: Iterable[Mapping[str, Any]]) -> str:
    """What a row keeps of further addressees, with how the letter left for each."""
    told = (LetterAddressee.of(one) for one in kept)
    ways = ((one.name, " ".join(filter(None, (one.channel_display, one.note)))) for one in told)
    return "; ".join(f"{name} ({way})" if way else name for name, way in ways)


class FurtherCount(Func):
    """How many addressees a letter has beside its first one, for questions of the database."""

    arity = 1
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite keeps JSON as text."""
        return self.as_sql(compiler, connection, function="json_array_length", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """PostgreSQL keeps JSON as ``jsonb``, and counts no object, which an erased letter has in place of its list."""
        template = "COALESCE(jsonb_array_length(NULLIF(%(expressions)s, '{}'::jsonb)), 0)"
        return self.as_sql(compiler, connection, template=template, **context)


def _plain(name: str) -> str:
    """A name without regard to spaces and case."""
    return " ".join(name.split()).casefold()
