"""What citizens of the demo write about, and what the agency answers. Data only.

In every text ``{house}`` is the house of the applicant: «дом 14 по ул. Соборной» stands as «дом № 14 (ул. Соборная)».
"""

from demo.subjects.heritage import HERITAGE_SUBJECTS
from demo.subjects.housing import SUBJECTS
from demo.subjects.script import ENTRANCE, LIFT_AND_PLAYGROUND, ROOF_OF_A_MONUMENT, THIRD_LETTER
from demo.subjects.subject import Inquiry, Subject

__all__ = [
    "ENTRANCE",
    "HERITAGE_SUBJECTS",
    "LIFT_AND_PLAYGROUND",
    "ROOF_OF_A_MONUMENT",
    "SUBJECTS",
    "THIRD_LETTER",
    "Inquiry",
    "Subject",
]
