"""Addresses of the workflows room."""

from django.urls import path

from workflows.views import assignments, cards, control, desk, handing, proofs, terms, time, work

app_name = "workflows"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("work/<int:pk>/", work.item, name="item"),
    path("work/<int:pk>/release/", work.release, name="release"),
    path("work/<int:pk>/pause/", work.pause, name="pause"),
    path("work/<int:pk>/touch/", work.touch, name="touch"),
    path("work/<int:pk>/efforts/", time.efforts, name="efforts"),
    path("time/", time.my_time, name="my-time"),
    path("time/add/", time.add, name="effort-add"),
    path("time/rules/", time.rules, name="time-rules"),
    path("efforts/<int:pk>/", time.correct, name="correct-effort"),
    path("efforts/<int:pk>/delete/", time.delete, name="effort-delete"),
    path("work/<int:pk>/hand-over/", handing.hand_over, name="hand-over"),
    path("people/<int:pk>/hand-over/", handing.hand_over_all, name="hand-over-all"),
    path("distribution/", handing.distribution, name="distribution"),
    path("cases/<int:pk>/follow/", handing.follow, name="follow"),
    path("drafts/<int:pk>/", work.draft, name="draft"),
    path("reminders/<int:pk>/seen/", desk.reminder_seen, name="reminder-seen"),
    path("cases/", cards.cases, name="cases"),
    path("cases/<int:pk>/", cards.case, name="case"),
    path("cases/<int:pk>/term/", terms.case_term, name="case-term"),
    path("cases/<int:pk>/assign/", assignments.on_case, name="case-assign"),
    path("documents/<int:pk>/assign/", assignments.on_document, name="document-assign"),
    path("assignments/", assignments.listed, name="assignments"),
    path("assignments/<int:pk>/", assignments.card, name="assignment"),
    path("assignments/<int:pk>/pass-on/", assignments.pass_on, name="pass-on"),
    path("control/", control.control, name="control"),
    path("control/sheet.xlsx", control.sheet, name="control-sheet"),
    path("terms/moved/", terms.moved, name="moved-terms"),
    path("documents/<int:pk>/", cards.document, name="document"),
    path("documents/<int:pk>/signatures/", proofs.report, name="signatures"),
    path("documents/<int:pk>/signatures.json", proofs.report_file, name="signatures-file"),
    path("documents/<int:pk>/signatures/keep/", proofs.long_term, name="long-term"),
]
