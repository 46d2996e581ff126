"""Addresses of ``citizens``: applicants, and the discussion of a case."""

from tests.addresses.entries import ACT, BOTH_SIDES, FORM, RECORDS, SEE_CASE, WITH_DATA, Entry

TABLE = {
    "citizens:people": Entry(WITH_DATA, views=(("clerk", "?q=Фрол"),)),
    "citizens:person-options": Entry(BOTH_SIDES, is_page=False),
    "citizens:person": Entry(SEE_CASE, lambda stage: stage.applicant.pk),
    "citizens:merge": Entry(RECORDS, lambda stage: {"pk": stage.applicant.pk, "other": stage.double.pk}, methods=FORM),
    "citizens:discussion": Entry(SEE_CASE, lambda stage: stage.case.pk, methods=FORM),
    "citizens:remark": Entry(("executor",), lambda stage: stage.talk.remark.pk, methods=FORM),
    "citizens:remark-withdraw": Entry(("executor",), lambda stage: stage.talk.remark.pk, methods=ACT),
    "citizens:undo-merge": Entry(RECORDS, lambda stage: stage.merge.pk, methods=ACT),
}
