"""Addresses of the exchange room."""

from django.urls import URLPattern, URLResolver, path

from exchange.views import gateway, pages

app_name = "exchange"

urlpatterns: list[URLPattern | URLResolver] = [
    path("exchange/messages", gateway.messages, name="messages"),
    path("exchange/messages/<uuid:message_id>/receipts", gateway.receipts, name="receipts"),
    path("exchange/inbox/", pages.inbox, name="inbox"),
    path("exchange/inbox/<int:pk>/", pages.package, name="package"),
    path("exchange/inbox/<int:pk>/register/", pages.register, name="register"),
    path("exchange/inbox/<int:pk>/refuse/", pages.refuse, name="refuse"),
    path("exchange/inbox/<int:pk>/discard/", pages.discard, name="discard"),
    path("exchange/inbox/<int:pk>/report.json", pages.package_report, name="package-report"),
    path("exchange/inbox/<int:pk>/container/", pages.received_container, name="received-container"),
    path("exchange/outbox/", pages.outbox, name="outbox"),
    path("exchange/outbox/<int:pk>/", pages.outgoing, name="outgoing"),
    path("exchange/outbox/<int:pk>/retry/", pages.retry, name="retry"),
    path("exchange/outbox/<int:pk>/park/", pages.park, name="park"),
    path("exchange/outbox/<int:pk>/resume/", pages.resume, name="resume"),
    path("exchange/outbox/<int:pk>/container/", pages.sent_container, name="sent-container"),
    path("exchange/receipts/<int:pk>/", pages.receipt_container, name="receipt"),
]
