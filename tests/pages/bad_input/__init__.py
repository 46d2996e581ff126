"""Everything wrong that is sent to the forms of the program: what, by whom, and what the page must say of it.

Each room has a module of its own; here they are put together.
"""

from tests.pages.bad_input import agencies, citizens, documents, exchange, orders, oversight, signing, workflows
from tests.pages.bad_input.trying import Try

__all__ = ["TRIES", "Try"]

TRIES: dict[str, Try] = {
    **agencies.TRIES,
    **citizens.TRIES,
    **documents.TRIES,
    **exchange.TRIES,
    **oversight.TRIES,
    **signing.TRIES,
    **orders.TRIES,
    **workflows.TRIES,
}
