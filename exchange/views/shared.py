"""What the pages of the exchange share: who looks, which rows they see, and stretches of lists."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404

from agencies.models import Employee
from agencies.rules import Power, holds
from documents.files import open_stored
from documents.models import StoredFile
from exchange import selectors
from exchange.models import Correspondent, InboxMessage, OutboxMessage
from exchange.transport import MEDIA_TYPE

UNPROCESSABLE = 422


def viewer_of(request: HttpRequest) -> Employee:
    """The person who looks; to whoever runs no exchange the page does not exist."""
    viewer = request.user
    if not isinstance(viewer, Employee) or not holds(viewer, Power.EXCHANGE):
        raise Http404
    return viewer


def exists_if(is_allowed: bool) -> None:
    """Answer 404 where it is not."""
    if not is_allowed:
        raise Http404


def received_by(viewer: Employee, pk: int) -> InboxMessage:
    """A received message that the person sees."""
    rows = InboxMessage.objects.visible_to(viewer).select_related(
        "agency", "correspondent", "document", "document__case", "document__in_reply_to", "sealed", "receipt"
    )
    return get_object_or_404(rows, pk=pk)


def sent_by(viewer: Employee, pk: int) -> OutboxMessage:
    """A message of ours that the person sees."""
    rows = OutboxMessage.objects.visible_to(viewer).select_related(
        "agency", "correspondent", "document", "document__case", "sealed", "parked_by", "instead_of"
    )
    return get_object_or_404(rows, pk=pk)


def entry_of(viewer: Employee, pk: int) -> Correspondent:
    """An entry of the register that the person sees."""
    return get_object_or_404(selectors.correspondents(viewer), pk=pk)


def view_of(request: HttpRequest, views: dict[str, list[str]], default: str) -> str:
    """Which view of a list is asked for."""
    view = request.GET.get("view", default)
    exists_if(view in views)
    return view


def number_in(text: str) -> int | None:
    """A number in an address; none where it is empty, 404 where it is no number."""
    exists_if(not text or (text.isascii() and text.isdigit() and len(text) <= selectors.KEY_DIGITS))
    return int(text) if text else None


def download(stored: StoredFile | None, name: str) -> FileResponse:
    """A sealed container as a file; what came or goes by a watched folder is an archive of another format."""
    if stored is None:
        raise Http404
    filename = f"{name}.asice" if stored.media_type == MEDIA_TYPE else f"{name}.zip"
    return FileResponse(open_stored(stored), as_attachment=True, filename=filename, content_type=stored.media_type)


def stamped(message: OutboxMessage | InboxMessage, name: str) -> FileResponse:
    """What we sealed, with the time-stamp that its seal got later; 404 where there is none."""
    copy = selectors.stamped_copy(message)
    if copy is None:
        raise Http404
    return FileResponse(copy, as_attachment=True, filename=f"{name}.asice", content_type=MEDIA_TYPE)
