"""Settings, addresses and the entry points of the web and worker processes."""

from config import memory

memory.spare()

from config.celery import app as celery_app  # noqa: E402  # the rest of the program is read in after this

__all__ = ["celery_app"]
