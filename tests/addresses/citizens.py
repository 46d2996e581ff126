"""Addresses of ``citizens``: applicants."""

from tests.addresses.entries import ACT, BOTH_SIDES, FORM, RECORDS, SEE_CASE, WITH_DATA, Entry

TABLE = {
    "citizens:people": Entry(WITH_DATA, views=(("clerk", "?q=Фрол"),)),
    "citizens:person-options": Entry(BOTH_SIDES, is_page=False),
    "citizens:person": Entry(SEE_CASE, lambda stage: stage.applicant.pk),
    "citizens:merge": Entry(RECORDS, lambda stage: {"pk": stage.applicant.pk, "other": stage.double.pk}, methods=FORM),
    "citizens:undo-merge": Entry(RECORDS, lambda stage: stage.merge.pk, methods=ACT),
}
