"""Addresses of the agencies room."""

from django.urls import path

from agencies.views import entrance

app_name = "agencies"

urlpatterns = [
    path("login/", entrance.sign_in, name="login"),
    path("logout/", entrance.sign_out, name="logout"),
    path("language/", entrance.language, name="language"),
    path("health", entrance.health, name="health"),
]
