"""Addresses of the citizens room."""

from django.urls import path

from citizens import views

app_name = "citizens"

urlpatterns = [
    path("applicants/", views.people, name="people"),
    path("applicants/options/", views.person_options, name="person-options"),
    path("applicants/<int:pk>/", views.person, name="person"),
]
