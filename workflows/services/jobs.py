"""Jobs of the worker as a whole: one that fails is an incident of the node, its next success settles that."""

import logging

from workflows.incidents import IncidentKind
from workflows.services import incidents

logger = logging.getLogger(__name__)


def failed(job: str, error: BaseException) -> None:
    """Note a failure, in the log without its text; never raises, for the worker goes on with its other jobs."""
    logger.error("%s failed: %s", job, incidents.fault_of(error))
    try:
        incidents.report(IncidentKind.JOB, job, fault=incidents.fault_of(error))
    except Exception as worse:
        logger.error("the failure of %s could not be noted: %s", job, type(worse).__name__)


def succeeded(job: str) -> None:
    """Settle the incident of a job; never raises."""
    try:
        incidents.settle(IncidentKind.JOB, job)
    except Exception as worse:
        logger.error("the success of %s could not be noted: %s", job, type(worse).__name__)
