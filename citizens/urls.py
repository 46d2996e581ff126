"""Addresses of the citizens room."""

from django.urls import path

from citizens import views

app_name = "citizens"

urlpatterns = [
    path("applicants/", views.people, name="people"),
    path("applicants/options/", views.person_options, name="person-options"),
    path("applicants/<int:pk>/", views.person, name="person"),
    path("applicants/<int:pk>/merge/<int:other>/", views.merge, name="merge"),
    path("applicants/merges/<int:pk>/undo/", views.undo_merge, name="undo-merge"),
]
