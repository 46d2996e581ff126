"""Addresses of the agencies room."""

from django.urls import path

from agencies.views import calendars, entrance, terms

app_name = "agencies"

urlpatterns = [
    path("login/", entrance.sign_in, name="login"),
    path("logout/", entrance.sign_out, name="logout"),
    path("language/", entrance.language, name="language"),
    path("health", entrance.health, name="health"),
    path("calendar/", calendars.year, name="calendar"),
    path("calendar/<int:number>/", calendars.year, name="calendar-year"),
    path("term-kinds/", terms.kinds, name="term-kinds"),
    path("term-kinds/<int:pk>/", terms.kind, name="term-kind"),
]
