"""What the worker does for certificates by the clock."""

from celery import shared_task

from signing import expiry, stamp_authorities


@shared_task(name="signing.tasks.warn_of_expiry")
def warn_of_expiry() -> int:
    """Warn of certificates that come near their end; run twice, it tells nothing twice."""
    return expiry.warn_of_expiry()


@shared_task(name="signing.tasks.try_stamp_authorities")
def try_stamp_authorities() -> int:
    """Make the trials of time-stamp authorities that administrators asked for."""
    return stamp_authorities.run_stamp_trials()
