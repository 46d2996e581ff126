"""Reasons for which a records office refuses to register a package, as they are in official use (МЭДО)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "attachment-missing": _("An attachment is missing"),
    "attachment-named-missing": _("An attachment named in the document is missing"),
    "attachment-pages-wrong": _("The number of pages of an attachment is stated wrongly"),
    "attachment-details-differ": _("The details of an attachment differ from the documents attached"),
    "set-incomplete": _("The set is incomplete"),
    "pages-differ": _("The number of pages of the text differs from the number stated"),
    "pages-turned": _("Pages are upside down"),
    "pages-doubled": _("Pages are doubled"),
    "text-missing": _("There is no text"),
    "text-illegible": _("The text is illegible"),
    "text-against-rules": _("The text does not follow the rules of exchange"),
    "details-differ": _("The details sent differ from the text of the document"),
    "number-and-date-missing": _("There is no number and date"),
    "number-illegible": _("The outgoing number of the document is illegible"),
    "date-illegible": _("The date of the document is illegible"),
    "signature-missing": _("There is no signature"),
    "correspondent-missing": _("The correspondent is not named"),
    "addressed-wrongly": _("The document is addressed to another body"),
    "address-error": _("Error of addressing"),
    "draft-act-attached": _("A draft of a legal act is attached"),
    "official-use-only": _("The document is for official use only"),
    "received-on-paper": _("The document was received before on paper"),
    "not-registered-kind": _("Such documents are not registered"),
}

# What the sealed decision says: one language for all correspondents, whatever the clerk's pages speak.
OFFICIAL: dict[str, str] = {
    "attachment-missing": "Приложение отсутствует",
    "attachment-named-missing": "Отсутствует приложение, указанное в документе",
    "attachment-pages-wrong": "Листаж приложения указан ошибочно",
    "attachment-details-differ": "Несовпадение реквизитов приложения с приложенными документами",
    "set-incomplete": "Не полная комплектация",
    "pages-differ": "Количество страниц в тексте документа не соответствует заявленному",
    "pages-turned": "Перевернуты страницы",
    "pages-doubled": "Продублированы страницы",
    "text-missing": "Отсутствует текст",
    "text-illegible": "Текст неразборчив",
    "text-against-rules": "Текст не соответствует регламенту",
    "details-differ": "Несоответствие переданных реквизитов тексту документа",
    "number-and-date-missing": "Нет № и даты",
    "number-illegible": "Исходящий номер документа неразборчив",
    "date-illegible": "Дата документа неразборчива",
    "signature-missing": "Нет подписи",
    "correspondent-missing": "Не указан корреспондент",
    "addressed-wrongly": "Документ неверно адресован",
    "address-error": "Ошибка адресации",
    "draft-act-attached": "В приложении проект нормативного акта",
    "official-use-only": "Документ ДСП",
    "received-on-paper": "Документ получен ранее на бумажном носителе",
    "not-registered-kind": "Не подлежит регистрации",
}
