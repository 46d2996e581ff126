"""Addresses of the oversight room."""

from django.urls import path

from oversight.views import hours, integrity, load, month_sheets, readings, record, rights, stuck

app_name = "oversight"

urlpatterns = [
    path("oversight/acts/", record.acts, name="acts"),
    path("oversight/entries/<uuid:key>/", record.entry, name="entry"),
    path("oversight/cases/<int:pk>/changes/", record.changes, name="changes"),
    path("oversight/applicants/<int:pk>/changes/", record.person_changes, name="person-changes"),
    path("oversight/readings/", readings.readings, name="readings"),
    path("oversight/cases/<int:pk>/readings/", readings.case_readings, name="case-readings"),
    path("oversight/applicants/<int:pk>/readings/", readings.person_readings, name="person-readings"),
    path("oversight/integrity/", integrity.integrity, name="integrity"),
    path("oversight/cases/<int:pk>/hours/", load.case_hours, name="case-hours"),
    path("oversight/rights/<int:pk>/", rights.rights, name="rights"),
    path("oversight/load/", load.load, name="load"),
    path("oversight/load/<int:pk>/<slug:figure>/", load.load_list, name="load-list"),
    path("oversight/hours/", hours.hours, name="hours"),
    path("oversight/hours/table.xlsx", hours.hours_table, {"kind": "xlsx"}, name="hours-xlsx"),
    path("oversight/hours/table.csv", hours.hours_table, {"kind": "csv"}, name="hours-csv"),
    path("oversight/steps/", stuck.stuck, name="stuck"),
    path("oversight/steps/table.xlsx", stuck.stuck_table, {"kind": "xlsx"}, name="stuck-xlsx"),
    path("oversight/steps/table.csv", stuck.stuck_table, {"kind": "csv"}, name="stuck-csv"),
    path("oversight/steps/<slug:kind>/<slug:figure>/", stuck.stuck_list, name="stuck-list"),
    path("oversight/month-sheet/", month_sheets.month_sheet, name="month-sheet"),
    path("oversight/month-sheet/sheet.pdf", month_sheets.month_sheet_print, name="month-sheet-print"),
    path("oversight/month-sheet/table.xlsx", month_sheets.month_sheet_table, {"kind": "xlsx"}, name="month-sheet-xlsx"),
    path("oversight/month-sheet/table.csv", month_sheets.month_sheet_table, {"kind": "csv"}, name="month-sheet-csv"),
    path("oversight/hours/<slug:key>/", hours.hours_list, name="hours-list"),
]
