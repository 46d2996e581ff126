import uuid

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("citizens", "0001_initial"),
        ("history", "0001_initial"),
        ("signing", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="size, bytes")),
                ("media_type", models.CharField(max_length=120, verbose_name="kind of content")),
            ],
            options={
                "verbose_name": "stored file",
            },
        ),
        migrations.CreateModel(
            name="FileIndex",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("index", models.CharField(max_length=20, verbose_name="index")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("retention", models.CharField(max_length=60, verbose_name="retention period")),
                ("article", models.CharField(blank=True, max_length=60, verbose_name="article of the list")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="agencies.agency", verbose_name="agency"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="agencies.unit", verbose_name="unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "file",
                "ordering": ["index"],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "flow",
                    models.CharField(
                        choices=[("appeal", "appeal"), ("incoming", "incoming"), ("outgoing", "outgoing")],
                        max_length=20,
                        verbose_name="flow",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received, awaits registration"),
                            ("refused", "registration refused"),
                            ("draft", "draft"),
                            ("on_approval", "on approval"),
                            ("returned", "returned for revision"),
                            ("to_sign", "awaits signature"),
                            ("signed", "signed, awaits registration"),
                            ("registered", "registered"),
                            ("dispatched", "dispatched"),
                            ("discarded", "discarded"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("inquiry", "inter-agency inquiry"),
                            ("answer", "answer to the applicant"),
                            ("reply", "reply to an inquiry"),
                        ],
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("body", models.TextField(blank=True, verbose_name="text")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("registered_on", models.DateField(blank=True, null=True, verbose_name="registered on")),
                (
                    "correspondent_id_code",
                    models.CharField(blank=True, max_length=60, verbose_name="correspondent's exchange code"),
                ),
                ("correspondent_name", models.CharField(blank=True, max_length=300, verbose_name="correspondent")),
                (
                    "correspondent_address",
                    models.CharField(blank=True, max_length=300, verbose_name="correspondent's address"),
                ),
                ("their_number", models.CharField(blank=True, max_length=60, verbose_name="their number")),
                ("their_date", models.DateField(blank=True, null=True, verbose_name="their date")),
                ("their_signer", models.CharField(blank=True, max_length=300, verbose_name="their signer")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="received at")),
                ("reply_due_on", models.DateField(blank=True, null=True, verbose_name="reply due on")),
                (
                    "in_reply_to_text",
                    models.CharField(blank=True, max_length=120, verbose_name="in reply to no. and date"),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("post", "by post"),
                            ("in_person", "in person"),
                            ("portal", "Gosuslugi"),
                            ("website", "website of the agency"),
                            ("exchange", "exchange between agencies"),
                            ("email", "e-mail"),
                        ],
                        max_length=20,
                        verbose_name="sent by",
                    ),
                ),
                ("dispatched_at", models.DateTimeField(blank=True, null=True, verbose_name="dispatched at")),
                ("delivery_note", models.CharField(blank=True, max_length=200, verbose_name="note of delivery")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="agencies.agency", verbose_name="agency"
                    ),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approver",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="executor",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="citizens.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "in_reply_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="documents.document",
                        verbose_name="in reply to",
                    ),
                ),
                (
                    "registrar",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registrar",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signer",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="agencies.unit", verbose_name="unit"
                    ),
                ),
                (
                    "file_index",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="documents.fileindex",
                        verbose_name="file index",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
            },
        ),
        migrations.CreateModel(
            name="HistoricalFileIndex",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("index", models.CharField(max_length=20, verbose_name="index")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("retention", models.CharField(max_length=60, verbose_name="retention period")),
                ("article", models.CharField(blank=True, max_length=60, verbose_name="article of the list")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "history_entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.entry",
                        to_field="uuid",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.unit",
                        verbose_name="unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical file",
                "verbose_name_plural": "historical files",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalJournal",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "flow",
                    models.CharField(
                        choices=[("appeal", "appeal"), ("incoming", "incoming"), ("outgoing", "outgoing")],
                        max_length=20,
                        verbose_name="flow",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("pattern", models.CharField(max_length=80, verbose_name="pattern of numbers")),
                ("is_closed", models.BooleanField(default=False, verbose_name="closed")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "history_entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.entry",
                        to_field="uuid",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical journal",
                "verbose_name_plural": "historical journals",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLetterTemplate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("inquiry", "inter-agency inquiry"),
                            ("answer", "answer to the applicant"),
                            ("reply", "reply to an inquiry"),
                        ],
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("body", models.CharField(blank=True, max_length=64, verbose_name="text")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "history_entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.entry",
                        to_field="uuid",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical letter template",
                "verbose_name_plural": "historical letter templates",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalSignature",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("signer_name", models.CharField(max_length=200, verbose_name="name")),
                ("signer_post", models.CharField(max_length=300, verbose_name="post")),
                ("is_acting", models.BooleanField(default=False, verbose_name="acting")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                ("certificate_serial", models.CharField(max_length=80, verbose_name="certificate number")),
                ("valid_from", models.DateTimeField(verbose_name="valid from")),
                ("valid_to", models.DateTimeField(verbose_name="valid to")),
                ("is_test", models.BooleanField(default=False, verbose_name="test key")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="signing.certificate",
                        verbose_name="certificate",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signer",
                    ),
                ),
                (
                    "history_entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.entry",
                        to_field="uuid",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.post",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical signature",
                "verbose_name_plural": "historical signatures",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStoredFile",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(verbose_name="size, bytes")),
                ("media_type", models.CharField(max_length=120, verbose_name="kind of content")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.entry",
                        to_field="uuid",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical stored file",
                "verbose_name_plural": "historical stored files",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Journal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "flow",
                    models.CharField(
                        choices=[("appeal", "appeal"), ("incoming", "incoming"), ("outgoing", "outgoing")],
                        max_length=20,
                        verbose_name="flow",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("pattern", models.CharField(max_length=80, verbose_name="pattern of numbers")),
                ("is_closed", models.BooleanField(default=False, verbose_name="closed")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="agencies.agency", verbose_name="agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "journal",
            },
        ),
        migrations.CreateModel(
            name="HistoricalJournalYear",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="last number")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.entry",
                        to_field="uuid",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.journal",
                        verbose_name="journal",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical count of a journal",
                "verbose_name_plural": "historical count of a journals",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDocument",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "flow",
                    models.CharField(
                        choices=[("appeal", "appeal"), ("incoming", "incoming"), ("outgoing", "outgoing")],
                        max_length=20,
                        verbose_name="flow",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "received, awaits registration"),
                            ("refused", "registration refused"),
                            ("draft", "draft"),
                            ("on_approval", "on approval"),
                            ("returned", "returned for revision"),
                            ("to_sign", "awaits signature"),
                            ("signed", "signed, awaits registration"),
                            ("registered", "registered"),
                            ("dispatched", "dispatched"),
                            ("discarded", "discarded"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("inquiry", "inter-agency inquiry"),
                            ("answer", "answer to the applicant"),
                            ("reply", "reply to an inquiry"),
                        ],
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("registered_on", models.DateField(blank=True, null=True, verbose_name="registered on")),
                (
                    "correspondent_id_code",
                    models.CharField(blank=True, max_length=60, verbose_name="correspondent's exchange code"),
                ),
                ("correspondent_name", models.CharField(blank=True, max_length=300, verbose_name="correspondent")),
                (
                    "correspondent_address",
                    models.CharField(blank=True, max_length=300, verbose_name="correspondent's address"),
                ),
                ("their_number", models.CharField(blank=True, max_length=60, verbose_name="their number")),
                ("their_date", models.DateField(blank=True, null=True, verbose_name="their date")),
                ("their_signer", models.CharField(blank=True, max_length=300, verbose_name="their signer")),
                ("received_at", models.DateTimeField(blank=True, null=True, verbose_name="received at")),
                ("reply_due_on", models.DateField(blank=True, null=True, verbose_name="reply due on")),
                (
                    "in_reply_to_text",
                    models.CharField(blank=True, max_length=120, verbose_name="in reply to no. and date"),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("post", "by post"),
                            ("in_person", "in person"),
                            ("portal", "Gosuslugi"),
                            ("website", "website of the agency"),
                            ("exchange", "exchange between agencies"),
                            ("email", "e-mail"),
                        ],
                        max_length=20,
                        verbose_name="sent by",
                    ),
                ),
                ("dispatched_at", models.DateTimeField(blank=True, null=True, verbose_name="dispatched at")),
                ("delivery_note", models.CharField(blank=True, max_length=200, verbose_name="note of delivery")),
                ("body", models.CharField(blank=True, max_length=64, verbose_name="text")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approver",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="executor",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="citizens.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "file_index",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.fileindex",
                        verbose_name="file index",
                    ),
                ),
                (
                    "history_entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.entry",
                        to_field="uuid",
                    ),
                ),
                (
                    "in_reply_to",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.document",
                        verbose_name="in reply to",
                    ),
                ),
                (
                    "registrar",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registrar",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signer",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="agencies.unit",
                        verbose_name="unit",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.journal",
                        verbose_name="journal",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical document",
                "verbose_name_plural": "historical documents",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="document",
            name="journal",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="documents.journal",
                verbose_name="journal",
            ),
        ),
        migrations.CreateModel(
            name="JournalYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("last", models.PositiveIntegerField(default=0, verbose_name="last number")),
                (
                    "journal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="years",
                        to="documents.journal",
                        verbose_name="journal",
                    ),
                ),
            ],
            options={
                "verbose_name": "count of a journal",
            },
        ),
        migrations.CreateModel(
            name="LetterTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("inquiry", "inter-agency inquiry"),
                            ("answer", "answer to the applicant"),
                            ("reply", "reply to an inquiry"),
                        ],
                        max_length=20,
                        verbose_name="purpose",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("subject", models.CharField(max_length=300, verbose_name="subject")),
                ("body", models.TextField(verbose_name="text")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="agencies.agency", verbose_name="agency"
                    ),
                ),
            ],
            options={
                "verbose_name": "letter template",
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signer_name", models.CharField(max_length=200, verbose_name="name")),
                ("signer_post", models.CharField(max_length=300, verbose_name="post")),
                ("is_acting", models.BooleanField(default=False, verbose_name="acting")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                ("certificate_serial", models.CharField(max_length=80, verbose_name="certificate number")),
                ("valid_from", models.DateTimeField(verbose_name="valid from")),
                ("valid_to", models.DateTimeField(verbose_name="valid to")),
                ("is_test", models.BooleanField(default=False, verbose_name="test key")),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="signing.certificate",
                        verbose_name="certificate",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signer",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.post",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature",
            },
        ),
        migrations.CreateModel(
            name="HistoricalDocumentFile",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("main", "text"),
                            ("attachment", "attachment"),
                            ("visual_copy", "visual copy"),
                            ("container", "signed container"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="name")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("is_current", models.BooleanField(default=True, verbose_name="current")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "history_entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.entry",
                        to_field="uuid",
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.storedfile",
                        verbose_name="content",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical file of a document",
                "verbose_name_plural": "historical file of a documents",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="DocumentFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("main", "text"),
                            ("attachment", "attachment"),
                            ("visual_copy", "visual copy"),
                            ("container", "signed container"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="name")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("is_current", models.BooleanField(default=True, verbose_name="current")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="documents.storedfile", verbose_name="content"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a document",
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="fileindex",
            constraint=models.UniqueConstraint(fields=("agency", "year", "index"), name="file_index_once_a_year"),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.UniqueConstraint(fields=("agency", "flow"), name="one_journal_a_flow"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["agency", "number"], name="document_by_number"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["agency", "flow", "-id"], name="document_newest"),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["agency", "their_number"], name="document_by_their_number"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True),
                fields=("agency", "number", "registered_on"),
                name="document_number_once",
                violation_error_code="number-taken",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), ("registered_on__isnull", False), _connector="OR"),
                name="number_with_its_date",
                violation_error_code="number-without-date",
            ),
        ),
        migrations.AddConstraint(
            model_name="journalyear",
            constraint=models.UniqueConstraint(fields=("journal", "year"), name="one_count_a_year"),
        ),
    ]
