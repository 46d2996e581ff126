"""What the worker does for certificates by the clock."""

from celery import shared_task

from signing import expiry


@shared_task(name="signing.tasks.warn_of_expiry")
def warn_of_expiry() -> int:
    """Warn of certificates that come near their end; run twice, it tells nothing twice."""
    return expiry.warn_of_expiry()
