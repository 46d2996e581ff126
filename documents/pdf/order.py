"""What an order has on paper that a letter has not: its kind, no addressee, points with executors and terms.

GOST R 7.0.97-2016, 5.10: the name of the kind stands on every document but a letter.
"""

from collections.abc import Callable

from documents.models import Document
from documents.pdf.layouts import Layout
from documents.pdf.paper import SERIF, Paper


def head(paper: Paper, layout: Layout, document: Document, *, agency: Callable[[], None], reference: str) -> None:
    """The agency and the kind across the page, date and number below them."""
    agency()
    paper.ln(4)
    with paper.placing("kind", x=layout.left, width=layout.width):
        paper.set_font(SERIF, "B", 14)
        paper.block(str(document.kind or "").upper(), x=layout.left, width=layout.width, align="C")
    paper.ln(3)
    with paper.placing("reference", x=layout.left, width=layout.width):
        paper.set_font(SERIF, "", 12)
        paper.block(reference, x=layout.left, width=layout.width, align="C")


def points(document: Document) -> list[str]:
    """The points in words, each a paragraph of the text that is signed."""
    return [
        f"{one.ordinal}. {one.text.rstrip('.')}. Ответственный исполнитель – {one.executor.short_name}"
        f"{_post(document, one.executor)}. Срок – до {one.due_on:%d.%m.%Y}."
        + (f" Контроль исполнения – {one.controller.short_name}." if one.controller else "")
        for one in document.points.select_related("executor", "controller")
    ]


def _post(document: Document, person: object) -> str:
    posts = getattr(person, "current_posts", ())
    title = next((post.title for post in posts if post.unit.agency_id == document.agency_id), "")
    return f", {title[:1].lower()}{title[1:]}" if title else ""
