"""Corrected words of an agency."""

from agencies.models import Agency, DeclinedWord


def corrected_words(
    agency: Agency, *, beginning: str = "", after: DeclinedWord | None = None, size: int
) -> list[DeclinedWord]:
    """Corrections in the order of the alphabet, one more than asked if there are more."""
    words = DeclinedWord.objects.filter(agency=agency)
    if beginning:
        words = words.filter(key__gte=beginning, key__lt=beginning + "\U0010ffff")
    if after is not None:
        words = words.filter(key__gte=after.key).exclude(key=after.key, pk__lte=after.pk)
    return list(words.order_by("key", "pk")[: size + 1])
