"""What the exchange does when a lower room has news; each reader runs in the transaction of the news."""

from documents.models import Document
from exchange.services.destruction import let_go
from history.actors import Automatic
from history.acts import on
from history.models import Act

ARCHIVE = Automatic("process")


@on("documents.content_destroyed")
def let_packages_go(_act: Act, document: Document) -> None:
    """The containers of a destroyed paper go with it."""
    let_go(actor=ARCHIVE, document=document)
