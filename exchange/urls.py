"""Addresses of the exchange room."""

from django.urls import URLPattern, URLResolver, path

from exchange.views import correspondents, folder, gateway, inbox, outbox

app_name = "exchange"
REGISTER = "exchange/correspondents"

urlpatterns: list[URLPattern | URLResolver] = [
    path("exchange/messages", gateway.messages, name="messages"),
    path("exchange/messages/inventory", gateway.inventory, name="inventory"),
    path("exchange/messages/<uuid:message_id>/receipts", gateway.receipts, name="receipts"),
    path("exchange/inbox/", inbox.inbox, name="inbox"),
    path("exchange/inbox/<int:pk>/", inbox.package, name="package"),
    path("exchange/inbox/<int:pk>/register/", inbox.register, name="register"),
    path("exchange/inbox/<int:pk>/refuse/", inbox.refuse, name="refuse"),
    path("exchange/inbox/<int:pk>/discard/", inbox.discard, name="discard"),
    path("exchange/inbox/<int:pk>/verify/", inbox.verify_again, name="verify-again"),
    path("exchange/inbox/<int:pk>/tell/", inbox.tell, name="tell"),
    path("exchange/inbox/<int:pk>/report.json", inbox.package_report, name="package-report"),
    path("exchange/inbox/<int:pk>/container/", inbox.received_container, name="received-container"),
    path("exchange/inbox/<int:pk>/receipt/", inbox.stamped_receipt, name="stamped-receipt"),
    path("exchange/outbox/", outbox.outbox, name="outbox"),
    path("exchange/outbox/many/", outbox.many, name="many"),
    path("exchange/outbox/<int:pk>/", outbox.outgoing, name="outgoing"),
    path("exchange/outbox/<int:pk>/retry/", outbox.retry, name="retry"),
    path("exchange/outbox/<int:pk>/park/", outbox.park, name="park"),
    path("exchange/outbox/<int:pk>/resume/", outbox.resume, name="resume"),
    path("exchange/outbox/<int:pk>/again/", outbox.again, name="again"),
    path("exchange/outbox/<int:pk>/ask/", outbox.ask, name="ask"),
    path("exchange/outbox/<int:pk>/container/", outbox.sent_container, name="sent-container"),
    path("exchange/outbox/<int:pk>/stamped/", outbox.stamped_container, name="stamped-container"),
    path("exchange/receipts/<int:pk>/", outbox.receipt_container, name="receipt"),
    path(f"{REGISTER}/", correspondents.correspondents, name="correspondents"),
    path(f"{REGISTER}/new/", correspondents.correspondent_new, name="correspondent-new"),
    path(f"{REGISTER}/<int:pk>/", correspondents.correspondent, name="correspondent"),
    path(f"{REGISTER}/<int:pk>/change/", correspondents.correspondent_change, name="correspondent-change"),
    path(f"{REGISTER}/<int:pk>/folder/", folder.folder, name="folder"),
    path(f"{REGISTER}/<int:pk>/certificate/", correspondents.certificate_add, name="certificate-add"),
    path(f"{REGISTER}/<int:pk>/drop/", correspondents.certificate_drop, name="certificate-drop"),
    path(f"{REGISTER}/<int:pk>/close/", correspondents.correspondent_close, name="correspondent-close"),
    path(f"{REGISTER}/<int:pk>/reopen/", correspondents.correspondent_reopen, name="correspondent-reopen"),
    path(f"{REGISTER}/<int:pk>/check/", correspondents.correspondent_check, name="correspondent-check"),
    path(f"{REGISTER}/<int:pk>/compare/", correspondents.correspondent_compare, name="correspondent-compare"),
    path("exchange/reconciliations/<int:pk>/", correspondents.reconciliation, name="reconciliation"),
]
