"""Addresses of the documents room."""

from django.urls import path

from documents.views import journals, search
from documents.views import registration as views

app_name = "documents"

urlpatterns = [
    path("register/appeal/", views.register_appeal, name="register-appeal"),
    path("register/letter/", views.register_correspondence, name="register-correspondence"),
    path("cases/<int:pk>/acknowledgement.pdf", views.acknowledgement, name="acknowledgement"),
    path("documents/<int:pk>/card.pdf", views.card_print, name="card-print"),
    path("files/<int:pk>/", views.file, name="file"),
    path("journals/", journals.journals, name="journals"),
    path("journals/new/", journals.journal_new, name="journal-new"),
    path("journals/<int:pk>/", journals.journal, name="journal"),
    path("journals/<int:pk>/change/", journals.journal_change, name="journal-change"),
    path("journals/<int:pk>/close/", journals.journal_close, name="journal-close"),
    path("journals/<int:pk>/reopen/", journals.journal_reopen, name="journal-reopen"),
    path("journals/<int:pk>/numbers/", journals.year_numbers, name="numbers"),
    path("journals/<int:pk>/reserve/", journals.reserve, name="reserve"),
    path("reserved/<int:pk>/cancel/", journals.reserved_cancel, name="reserved-cancel"),
    path("search/", search.search, name="search"),
    path("search/filters/new/", search.filter_new, name="filter-new"),
    path("search/filters/<int:pk>/", search.filter_change, name="filter-change"),
    path("search/filters/<int:pk>/delete/", search.filter_delete, name="filter-delete"),
    path("documents/<int:pk>/cancel/", journals.number_cancel, name="number-cancel"),
]
