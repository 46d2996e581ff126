"""Addresses of the documents room."""

from django.urls import path

from documents.views import access, files, journals, search, uploads
from documents.views import registration as views

app_name = "documents"

urlpatterns = [
    path("register/appeal/", views.register_appeal, name="register-appeal"),
    path("register/letter/", views.register_correspondence, name="register-correspondence"),
    path("register/internal/", views.register_internal, name="register-internal"),
    path("cases/<int:pk>/acknowledgement.pdf", views.acknowledgement, name="acknowledgement"),
    path("documents/<int:pk>/card.pdf", views.card_print, name="card-print"),
    path("documents/<int:pk>/files/", files.document_files, name="files"),
    path("documents/<int:pk>/files/add/", files.file_add, name="file-add"),
    path("files/<int:pk>/", files.file, name="file"),
    path("files/<int:pk>/preview/", files.preview, name="file-preview"),
    path("files/<int:pk>/readable/", files.readable, name="file-readable"),
    path("files/<int:pk>/convert/", files.convert, name="file-convert"),
    path("files/<int:pk>/compare/", files.compare, name="file-compare"),
    path("files/<int:pk>/version/", files.version_add, name="file-version"),
    path("files/<int:pk>/check-out/", files.check_out, name="file-check-out"),
    path("files/<int:pk>/check-in/", files.check_in, name="file-check-in"),
    path("files/<int:pk>/check-in/force/", files.check_in_force, name="file-check-in-force"),
    path("uploads/", uploads.begin, name="upload-begin"),
    path("uploads/<str:token>/", uploads.upload, name="upload"),
    path("uploads/<str:token>/cancel/", uploads.cancel, name="upload-cancel"),
    path("cases/<int:pk>/access/", access.case_access, name="case-access"),
    path("documents/<int:pk>/access/", access.document_access, name="access"),
    path("documents/<int:pk>/copies/", access.copies, name="copies"),
    path("documents/<int:pk>/copies.pdf", access.copies_print, name="copies-print"),
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
