"""Addresses of the workflows room."""

from django.urls import path

from workflows.views import approvals, assignments, cards, control, desk, folder, pictures, proofs, terms, work

app_name = "workflows"

urlpatterns = [
    path("", desk.desk, name="desk"),
    path("work/<int:pk>/", work.item, name="item"),
    path("work/<int:pk>/release/", work.release, name="release"),
    path("work/<int:pk>/pause/", work.pause, name="pause"),
    path("work/<int:pk>/touch/", work.touch, name="touch"),
    path("work/<int:pk>/efforts/", work.efforts, name="efforts"),
    path("efforts/<int:pk>/", work.correct_effort, name="correct-effort"),
    path("drafts/<int:pk>/", work.draft, name="draft"),
    path("reminders/<int:pk>/seen/", desk.reminder_seen, name="reminder-seen"),
    path("signing-folder/", folder.folder, name="signing-folder"),
    path("signing-folder/left/", folder.left, name="signing-left"),
    path("cases/", cards.cases, name="cases"),
    path("cases/<int:pk>/", cards.case, name="case"),
    path("cases/<int:pk>/term/", terms.case_term, name="case-term"),
    path("cases/<int:pk>/process/", pictures.of_case, name="case-process"),
    path("processes/", pictures.processes, name="processes"),
    path("processes/<slug:code>.bpmn", pictures.drawing, name="process-drawing"),
    path("cases/<int:pk>/assign/", assignments.on_case, name="case-assign"),
    path("documents/<int:pk>/assign/", assignments.on_document, name="document-assign"),
    path("assignments/", assignments.listed, name="assignments"),
    path("assignments/<int:pk>/", assignments.card, name="assignment"),
    path("assignments/<int:pk>/pass-on/", assignments.pass_on, name="pass-on"),
    path("control/", control.control, name="control"),
    path("control/sheet.xlsx", control.sheet, name="control-sheet"),
    path("terms/moved/", terms.moved, name="moved-terms"),
    path("documents/<int:pk>/", cards.document, name="document"),
    path("documents/<int:pk>/approval/", approvals.card, name="approval"),
    path("documents/<int:pk>/approval/route/", approvals.draw, name="approval-route"),
    path("documents/<int:pk>/approval/sheet.pdf", approvals.sheet, name="approval-sheet"),
    path("documents/<int:pk>/approval/disagreements.pdf", approvals.protocol, name="approval-protocol"),
    path("approvals/remarks/<int:pk>/answer/", approvals.answer, name="remark-answer"),
    path("approvals/routes/", approvals.routes, name="routes"),
    path("approvals/routes/<int:pk>/drop/", approvals.drop_route, name="route-drop"),
    path("approvals/rules/", approvals.rules, name="approval-rules"),
    path("documents/<int:pk>/signatures/", proofs.report, name="signatures"),
    path("documents/<int:pk>/signatures.json", proofs.report_file, name="signatures-file"),
    path("documents/<int:pk>/signatures/keep/", proofs.long_term, name="long-term"),
]
