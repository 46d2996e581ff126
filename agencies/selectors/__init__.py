"""Questions to this room: whom one may pick for which work, and how an agency is built, now or on another day."""

from agencies.selectors.staff import approvers, executors, people, signers
from agencies.selectors.structure import Branch, branch_of, structure_on, walk

__all__ = ["Branch", "approvers", "branch_of", "executors", "people", "signers", "structure_on", "walk"]
