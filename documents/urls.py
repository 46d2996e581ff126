"""Addresses of the documents room."""

from django.urls import path

from documents.views import journals, templates
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
    path("documents/<int:pk>/cancel/", journals.number_cancel, name="number-cancel"),
    path("templates/", templates.templates, name="templates"),
    path("templates/new/", templates.template_new, name="template-new"),
    path("templates/<int:pk>/", templates.template, name="template"),
    path("templates/<int:pk>/edit/", templates.template_edit, name="template-edit"),
    path("templates/<int:pk>/compare/", templates.template_compare, name="template-compare"),
    path("templates/<int:pk>/preview/", templates.template_preview, name="template-preview"),
    path("templates/<int:pk>/publish/", templates.template_publish, name="template-publish"),
    path("templates/<int:pk>/drop/", templates.template_drop, name="template-drop"),
    path("templates/<int:pk>/back/<int:number>/", templates.template_back, name="template-back"),
    path("templates/<int:pk>/docx/<int:number>/", templates.template_docx, name="template-docx"),
    path("documents/<int:pk>/form/", templates.working_form, name="working-form"),
    path("templates/<int:pk>/retire/", templates.template_retire, name="template-retire"),
    path("templates/<int:pk>/revive/", templates.template_revive, name="template-revive"),
]
