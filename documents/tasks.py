"""What the worker does for search when the bell rings or its sweep comes round; what is due stands in the database."""

from celery import shared_task

from documents.search import upkeep


@shared_task(name="documents.tasks.index_due")
def index_due() -> int:
    """Read files and index cards until nothing is due. Run twice, or never rung, it loses and doubles nothing."""
    return upkeep.index_due()
