"""Addresses of the agencies room."""

from django.urls import path

from agencies import views

app_name = "agencies"

urlpatterns = [
    path("login/", views.sign_in, name="login"),
    path("logout/", views.sign_out, name="logout"),
    path("language/", views.language, name="language"),
    path("health", views.health, name="health"),
]
