"""One key for finding names: lower case, е for ё, single spaces."""


def key_of(text: str) -> str:
    """The form under which a name is found."""
    return " ".join(text.lower().replace("ё", "е").split())
