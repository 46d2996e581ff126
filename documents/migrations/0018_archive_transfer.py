import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0009_attendance"),
        ("documents", "0016_drafted_orders"),
        ("history", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="fileindex",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "kept"),
                    ("closed", "closed"),
                    ("carried", "carried over"),
                    ("withdrawn", "not kept"),
                    ("destroyed", "destroyed"),
                    ("archived", "transferred to the archive"),
                ],
                default="open",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="historicalfileindex",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "kept"),
                    ("closed", "closed"),
                    ("carried", "carried over"),
                    ("withdrawn", "not kept"),
                    ("destroyed", "destroyed"),
                    ("archived", "transferred to the archive"),
                ],
                default="open",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalTransfer",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "papers are being checked"),
                            ("checked", "checked, awaits its act"),
                            ("drawn", "act drawn up, awaits approval"),
                            ("approved", "act approved, awaits the archive"),
                            ("confirmed", "received by the archive"),
                            ("cancelled", "given up"),
                        ],
                        default="checking",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("prepared_at", models.DateTimeField(verbose_name="prepared at")),
                ("act_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of the act")),
                (
                    "act_ordinal",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of the act"),
                ),
                ("act_on", models.DateField(blank=True, null=True, verbose_name="date of the act")),
                ("archive", models.CharField(blank=True, max_length=300, verbose_name="archive")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="approved on")),
                ("approver_post", models.CharField(blank=True, max_length=300, verbose_name="post of the approver")),
                (
                    "received_number",
                    models.CharField(blank=True, max_length=40, verbose_name="number of the archive's act"),
                ),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received by the archive on")),
                ("cancel_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was given up")),
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
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
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
                    "inventory",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.inventory",
                        verbose_name="inventory",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical transfer to the archive",
                "verbose_name_plural": "historical transfer to the archives",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "papers are being checked"),
                            ("checked", "checked, awaits its act"),
                            ("drawn", "act drawn up, awaits approval"),
                            ("approved", "act approved, awaits the archive"),
                            ("confirmed", "received by the archive"),
                            ("cancelled", "given up"),
                        ],
                        default="checking",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("prepared_at", models.DateTimeField(verbose_name="prepared at")),
                ("act_year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="year of the act")),
                (
                    "act_ordinal",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="number of the act"),
                ),
                ("act_on", models.DateField(blank=True, null=True, verbose_name="date of the act")),
                ("archive", models.CharField(blank=True, max_length=300, verbose_name="archive")),
                ("approved_on", models.DateField(blank=True, null=True, verbose_name="approved on")),
                ("approver_post", models.CharField(blank=True, max_length=300, verbose_name="post of the approver")),
                (
                    "received_number",
                    models.CharField(blank=True, max_length=40, verbose_name="number of the archive's act"),
                ),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received by the archive on")),
                ("cancel_reason", models.CharField(blank=True, max_length=300, verbose_name="why it was given up")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "inventory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="documents.inventory",
                        verbose_name="inventory",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="prepared by",
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer to the archive",
            },
        ),
        migrations.CreateModel(
            name="HistoricalTransferLine",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("ordinal", models.PositiveIntegerField(verbose_name="number")),
                (
                    "soundness",
                    models.CharField(
                        choices=[("waiting", "awaits its check"), ("sound", "in order"), ("unsound", "not in order")],
                        default="waiting",
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
                ("findings", models.JSONField(blank=True, default=list, verbose_name="what is wrong")),
                ("not_checked", models.JSONField(blank=True, default=list, verbose_name="what was not checked")),
                ("reports", models.JSONField(blank=True, default=list, verbose_name="reports of signatures")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("remark", "transfer with a remark"), ("keep", "keep back")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="ground of the decision")),
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
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.fileindex",
                        verbose_name="file",
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
                    "transfer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.transfer",
                        verbose_name="transfer",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical paper of a transfer",
                "verbose_name_plural": "historical paper of a transfers",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="TransferLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ordinal", models.PositiveIntegerField(verbose_name="number")),
                (
                    "soundness",
                    models.CharField(
                        choices=[("waiting", "awaits its check"), ("sound", "in order"), ("unsound", "not in order")],
                        default="waiting",
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                ("checked_at", models.DateTimeField(blank=True, null=True, verbose_name="checked at")),
                ("findings", models.JSONField(blank=True, default=list, verbose_name="what is wrong")),
                ("not_checked", models.JSONField(blank=True, default=list, verbose_name="what was not checked")),
                ("reports", models.JSONField(blank=True, default=list, verbose_name="reports of signatures")),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("remark", "transfer with a remark"), ("keep", "keep back")],
                        max_length=10,
                        verbose_name="decision",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="ground of the decision")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfer_lines",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.fileindex",
                        verbose_name="file",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="documents.transfer",
                        verbose_name="transfer",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper of a transfer",
                "ordering": ["ordinal"],
            },
        ),
        migrations.CreateModel(
            name="HistoricalArchiveCopy",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("given", "the file itself declares PDF/A"),
                            ("lifted", "our own PDF, completed to PDF/A"),
                            ("converted", "converted to PDF/A"),
                            ("pictured", "pages as pictures in PDF/A"),
                        ],
                        max_length=10,
                        verbose_name="how it was made",
                    ),
                ),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="why there is none")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.documentfile",
                        verbose_name="file of a document",
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
                    "made",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.storedfile",
                        verbose_name="copy in PDF/A",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.transferline",
                        verbose_name="paper",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical archive copy",
                "verbose_name_plural": "historical archive copys",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="ArchiveCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "origin",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("given", "the file itself declares PDF/A"),
                            ("lifted", "our own PDF, completed to PDF/A"),
                            ("converted", "converted to PDF/A"),
                            ("pictured", "pages as pictures in PDF/A"),
                        ],
                        max_length=10,
                        verbose_name="how it was made",
                    ),
                ),
                ("fault", models.CharField(blank=True, max_length=200, verbose_name="why there is none")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.documentfile",
                        verbose_name="file of a document",
                    ),
                ),
                (
                    "made",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                        verbose_name="copy in PDF/A",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="documents.transferline",
                        verbose_name="paper",
                    ),
                ),
            ],
            options={
                "verbose_name": "archive copy",
                "ordering": ["id"],
            },
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(condition=models.Q(("state", "checking")), fields=["id"], name="transfer_checking"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(fields=("agency", "act_year", "act_ordinal"), name="transfer_act_once"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["checking", "checked", "drawn", "approved"])),
                fields=("inventory",),
                name="one_open_transfer",
                violation_error_code="transfer-open",
            ),
        ),
        migrations.AddConstraint(
            model_name="transferline",
            constraint=models.UniqueConstraint(fields=("transfer", "document"), name="paper_once_a_transfer"),
        ),
        migrations.AddConstraint(
            model_name="transferline",
            constraint=models.UniqueConstraint(fields=("transfer", "ordinal"), name="transfer_numbered_once"),
        ),
        migrations.AddConstraint(
            model_name="archivecopy",
            constraint=models.UniqueConstraint(fields=("line", "entry"), name="archive_copy_once"),
        ),
        migrations.AddConstraint(
            model_name="archivecopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("made__isnull", True), ("origin", "")),
                    models.Q(("made__isnull", False), models.Q(("origin", ""), _negated=True)),
                    _connector="OR",
                ),
                name="archive_copy_with_origin",
            ),
        ),
    ]
