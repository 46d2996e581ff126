"""Addresses of the signing room: what authorities say to anybody, and certificates for administrators."""

from django.urls import path

from signing.views import factor, pages, stamping, status

app_name = "signing"

urlpatterns = [
    path("signing/authorities/<int:pk>.crl", status.revoked, name="revoked"),
    path("signing/ocsp", status.answers, name="answers"),
    path("second-factor/", factor.second_factor, name="second-factor"),
    path("certificates/factors/<int:pk>/drop/", factor.take_away, name="factor-take-away"),
    path("certificates/", pages.certificates, name="certificates"),
    path("certificates/authority/", pages.issue_authority, name="issue-authority"),
    path("certificates/seal/", pages.issue_seal, name="issue-seal"),
    path("certificates/stamper/", pages.issue_stamper, name="issue-stamper"),
    path("certificates/person/", pages.issue_person, name="issue-person"),
    path("certificates/time-stamps/", stamping.stamp_authority, name="stamp-authority"),
    path("certificates/time-stamps/trial/", stamping.stamp_trial, name="stamp-trial"),
    path("certificates/<int:pk>/", pages.certificate, name="certificate"),
    path("certificates/<int:pk>/revoke/", pages.revoke, name="revoke"),
    path("certificates/<int:pk>.pem", pages.download, name="certificate-file"),
]
