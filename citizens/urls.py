"""Addresses of the citizens room."""

from django.urls import path

from citizens.views import discussion, people

app_name = "citizens"

urlpatterns = [
    path("applicants/", people.people, name="people"),
    path("applicants/options/", people.person_options, name="person-options"),
    path("applicants/<int:pk>/", people.person, name="person"),
    path("applicants/<int:pk>/merge/<int:other>/", people.merge, name="merge"),
    path("applicants/merges/<int:pk>/undo/", people.undo_merge, name="undo-merge"),
    path("cases/<int:pk>/discussion/", discussion.discussion, name="discussion"),
    path("remarks/<int:pk>/", discussion.remark, name="remark"),
    path("remarks/<int:pk>/withdraw/", discussion.withdraw, name="remark-withdraw"),
]
