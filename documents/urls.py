"""Addresses of the documents room."""

from django.urls import path

from documents.views import registration as views

app_name = "documents"

urlpatterns = [
    path("register/appeal/", views.register_appeal, name="register-appeal"),
    path("register/letter/", views.register_correspondence, name="register-correspondence"),
    path("cases/<int:pk>/acknowledgement.pdf", views.acknowledgement, name="acknowledgement"),
    path("documents/<int:pk>/card.pdf", views.card_print, name="card-print"),
    path("files/<int:pk>/", views.file, name="file"),
    path("journals/", views.journals, name="journals"),
    path("journals/<int:pk>/", views.journal, name="journal"),
]
