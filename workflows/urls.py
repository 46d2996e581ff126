"""Addresses of the workflows room."""

from django.urls import path

from workflows.views import cards, desk, terms, work

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
    path("cases/", cards.cases, name="cases"),
    path("cases/<int:pk>/", cards.case, name="case"),
    path("cases/<int:pk>/term/", terms.case_term, name="case-term"),
    path("terms/moved/", terms.moved, name="moved-terms"),
    path("documents/<int:pk>/", cards.document, name="document"),
]
