"""Corrected words of an agency."""

from agencies.models import Agency, DeclinedWord


def corrected_words(
    agency: Agency, *, beginning: str = "", after: DeclinedWord | None = None, size: int
) -> list[DeclinedWord]:
    """Corrections in the order of the alphabet, one more than asked if there are more."""
    words = DeclinedWord.objects.filter(agency=agency)
    if beginning:
        words = words.filter(word_key__gte=beginning, word_key__lt=beginning + "\U0010ffff")
    if after is not None:
        words = words.filter(word_key__gte=after.word_key).exclude(word_key=after.word_key, pk__lte=after.pk)
    return list(words.order_by("word_key", "pk")[: size + 1])
