"""Addresses of the documents room."""

from django.urls import path

from documents.views import disposals, filing, journals, plans, year_end
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
    path("file-plans/", plans.file_plans, name="file-plans"),
    path("file-plans/<int:pk>/", plans.file_plan, name="file-plan"),
    path("file-plans/<int:pk>/plan.pdf", plans.plan_print, name="plan-print"),
    path("file-plans/<int:pk>/add/", plans.plan_file_add, name="plan-file-add"),
    path("file-plans/<int:pk>/year-end/", year_end.year_end, name="year-end"),
    path("plan-files/<int:pk>/", filing.plan_file, name="plan-file"),
    path("plan-files/<int:pk>/change/", plans.plan_file_change, name="plan-file-change"),
    path("plan-files/<int:pk>/delete/", plans.plan_file_delete, name="plan-file-delete"),
    path("volumes/<int:pk>/", filing.volume, name="volume"),
    path("documents/<int:pk>/file/", filing.file_document, name="file-document"),
    path("filings/<int:pk>/undo/", filing.filing_undo, name="filing-undo"),
    path("retention/", plans.retention_kinds, name="retention-kinds"),
    path("retention/new/", plans.retention_kind_new, name="retention-kind-new"),
    path("retention/<int:pk>/", plans.retention_kind, name="retention-kind"),
    path("retention/volumes/", plans.filing_rule, name="filing-rule"),
    path("inventories/<int:pk>/", year_end.inventory, name="inventory"),
    path("inventories/<int:pk>/inventory.pdf", year_end.inventory_print, name="inventory-print"),
    path("disposals/", disposals.disposals, name="disposals"),
    path("disposals/<int:pk>/", disposals.disposal, name="disposal"),
    path("disposals/<int:pk>/act.pdf", disposals.disposal_print, name="disposal-print"),
]
