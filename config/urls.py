"""Addresses of all rooms."""

from django.urls import include, path

urlpatterns = [
    path("", include("workflows.urls")),
    path("", include("agencies.urls")),
    path("", include("citizens.urls")),
    path("", include("signing.urls")),
    path("", include("documents.urls")),
    path("", include("exchange.urls")),
    path("", include("oversight.urls")),
]
