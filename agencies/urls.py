"""Addresses of the agencies room."""

from django.urls import path

from agencies.views import absences, calendars, entrance, staff, staff_import, structure, terms, units, words

app_name = "agencies"

urlpatterns = [
    path("login/", entrance.sign_in, name="login"),
    path("logout/", entrance.sign_out, name="logout"),
    path("language/", entrance.language, name="language"),
    path("health", entrance.health, name="health"),
    # absences
    path("absences/", absences.absences, name="absences"),
    path("absences/new/", absences.new_absence, name="absence-new"),
    path("absences/<int:pk>/substitutes/", absences.substitutes, name="absence-substitutes"),
    path("absences/<int:pk>/end/", absences.end, name="absence-end"),
    path("absences/<int:pk>/cancel/", absences.cancel, name="absence-cancel"),
    # structure and staff
    path("structure/", structure.structure, name="structure"),
    path("structure/chart/", structure.chart, name="chart"),
    path("structure/chart.svg", structure.chart_svg, name="chart-svg"),
    path("structure/agency/", units.agency, name="agency"),
    path("structure/units/new/", units.new_unit, name="unit-new"),
    path("structure/units/<int:pk>/", structure.unit, name="unit"),
    path("structure/units/<int:pk>/rename/", units.rename, name="unit-rename"),
    path("structure/units/<int:pk>/move/", units.move, name="unit-move"),
    path("structure/units/<int:pk>/merge/", units.merge, name="unit-merge"),
    path("structure/units/<int:pk>/close/", units.close, name="unit-close"),
    path("structure/units/<int:pk>/reopen/", units.reopen, name="unit-reopen"),
    path("structure/units/<int:pk>/take-back/", units.take_back, name="unit-take-back"),
    path("structure/people/", staff.people, name="people"),
    path("structure/people/new/", staff.hire, name="hire"),
    path("structure/people/<int:pk>/", staff.employee, name="employee"),
    path("structure/people/<int:pk>/change/", staff.change, name="employee-change"),
    path("structure/people/<int:pk>/appoint/", staff.appoint, name="appoint"),
    path("structure/people/<int:pk>/dismiss/", staff.dismiss, name="dismiss"),
    path("structure/people/<int:pk>/password/", staff.password, name="password"),
    path("structure/people/<int:pk>/account/close/", staff.close_account, name="account-close"),
    path("structure/people/<int:pk>/account/open/", staff.open_account, name="account-open"),
    path("structure/posts/<int:pk>/transfer/", staff.transfer, name="transfer"),
    path("structure/posts/<int:pk>/position/", staff.position, name="position"),
    path("structure/posts/<int:pk>/share/", staff.share, name="share"),
    path("structure/posts/<int:pk>/end/", staff.end_post, name="post-end"),
    path("structure/import/", staff_import.staff_import, name="import"),
    path("structure/import/sample.<str:kind>", staff_import.import_sample, name="import-sample"),
    # words of letters
    path("words/", words.words, name="words"),
    path("words/new/", words.word_new, name="word-new"),
    path("words/<int:pk>/", words.word, name="word"),
    path("words/<int:pk>/drop/", words.word_drop, name="word-drop"),
    # calendar and kinds of terms
    path("calendar/", calendars.year, name="calendar"),
    path("calendar/<int:number>/", calendars.year, name="calendar-year"),
    path("term-kinds/", terms.kinds, name="term-kinds"),
    path("term-kinds/new/", terms.kind_new, name="term-kind-new"),
    path("term-kinds/<int:pk>/", terms.kind, name="term-kind"),
]
