"""Types of cases, as a kind of design.

The law's road stays whole: resolution, execution, control and filing are in the flow, and no type leaves one out.
"""

from django.utils.translation import gettext_lazy as _

from workflows.designs.case_lines import lines
from workflows.designs.case_objections import objections
from workflows.designs.kinds import Kind, register
from workflows.designs.shapes import read

CASE_TYPE = register(
    Kind(code="case_type", title=_("type of cases"), read=read, objections=objections, lines=lines)
).code
