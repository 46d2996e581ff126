"""Addresses of the oversight room."""

from django.urls import path

from oversight import views

app_name = "oversight"

urlpatterns = [
    path("oversight/acts/", views.acts, name="acts"),
    path("oversight/cases/<int:pk>/changes/", views.changes, name="changes"),
    path("oversight/applicants/<int:pk>/changes/", views.person_changes, name="person-changes"),
    path("oversight/cases/<int:pk>/hours/", views.case_hours, name="case-hours"),
    path("oversight/load/", views.load, name="load"),
    path("oversight/load/<int:pk>/<slug:figure>/", views.load_list, name="load-list"),
]
