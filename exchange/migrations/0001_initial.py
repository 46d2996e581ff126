import django.db.models.deletion
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("documents", "0001_initial"),
        ("history", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correspondent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("exchange_id", models.CharField(max_length=60, verbose_name="exchange code")),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("head", models.CharField(blank=True, max_length=300, verbose_name="addressee")),
                ("endpoint", models.URLField(max_length=300, verbose_name="address of its gateway")),
                ("seal_certificates", models.TextField(verbose_name="certificates of its seal, PEM")),
                ("trust_anchors", models.TextField(verbose_name="authorities trusted for its officials, PEM")),
                ("log_key", models.CharField(blank=True, max_length=64, verbose_name="key of its log")),
                ("is_private_address", models.BooleanField(default=False, verbose_name="address inside the network")),
                ("is_test", models.BooleanField(default=False, verbose_name="test")),
                ("failures", models.PositiveSmallIntegerField(default=0, verbose_name="failures in a row")),
                ("closed_until", models.DateTimeField(blank=True, null=True, verbose_name="not tried before")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correspondents",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
            ],
            options={
                "verbose_name": "correspondent",
            },
        ),
        migrations.CreateModel(
            name="HistoricalCorrespondent",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("exchange_id", models.CharField(max_length=60, verbose_name="exchange code")),
                ("name", models.CharField(max_length=300, verbose_name="name")),
                ("head", models.CharField(blank=True, max_length=300, verbose_name="addressee")),
                ("endpoint", models.URLField(max_length=300, verbose_name="address of its gateway")),
                ("log_key", models.CharField(blank=True, max_length=64, verbose_name="key of its log")),
                ("is_private_address", models.BooleanField(default=False, verbose_name="address inside the network")),
                ("is_test", models.BooleanField(default=False, verbose_name="test")),
                (
                    "seal_certificates",
                    models.CharField(blank=True, max_length=64, verbose_name="certificates of its seal, PEM"),
                ),
                (
                    "trust_anchors",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="authorities trusted for its officials, PEM"
                    ),
                ),
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
                "verbose_name": "historical correspondent",
                "verbose_name_plural": "historical correspondents",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalInboxMessage",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("sender_id", models.CharField(max_length=60, verbose_name="sender")),
                ("message_id", models.UUIDField(verbose_name="message id")),
                ("conversation_id", models.UUIDField(blank=True, null=True, verbose_name="conversation id")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("document", "document"), ("decision", "decision"), ("progress", "progress")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("is_verified", models.BooleanField(default=False, verbose_name="seal verified")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sequence", models.PositiveIntegerField(blank=True, null=True)),
                ("has_gap_before", models.BooleanField(default=False, verbose_name="gap in the sequence")),
                ("content", models.JSONField(blank=True, default=dict, verbose_name="what message.xml says")),
                ("report", models.JSONField(blank=True, default=dict, verbose_name="what the check found")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "awaits registration"),
                            ("registered", "registered"),
                            ("refused", "refused"),
                            ("noted", "noted"),
                            ("rejected", "rejected on receipt"),
                            ("quarantined", "in quarantine"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                ("detail", models.CharField(blank=True, max_length=500, verbose_name="detail")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
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
                    "correspondent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="exchange.correspondent",
                        verbose_name="correspondent",
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
                    "receipt",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "sealed",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical incoming message",
                "verbose_name_plural": "historical incoming messages",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOutboxMessage",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("message_id", models.UUIDField(verbose_name="message id")),
                ("conversation_id", models.UUIDField(verbose_name="conversation id")),
                (
                    "kind",
                    models.CharField(
                        choices=[("document", "document"), ("decision", "decision"), ("progress", "progress")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(verbose_name="number in sequence")),
                ("content", models.JSONField(blank=True, default=dict, verbose_name="what message.xml says")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="urgent")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "waits to be sent"),
                            ("accepted", "delivered"),
                            ("refused", "refused"),
                            ("expired", "not delivered in time"),
                            ("parked", "parked"),
                        ],
                        default="new",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("due_at", models.DateTimeField(verbose_name="next attempt at")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="last error")),
                ("decision", models.CharField(blank=True, max_length=20, verbose_name="decision")),
                ("their_number", models.CharField(blank=True, max_length=60, verbose_name="their number")),
                ("their_date", models.DateField(blank=True, null=True, verbose_name="their date")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason of refusal")),
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
                    "correspondent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="exchange.correspondent",
                        verbose_name="correspondent",
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
                    "sealed",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical outgoing message",
                "verbose_name_plural": "historical outgoing messages",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="InboxMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender_id", models.CharField(max_length=60, verbose_name="sender")),
                ("message_id", models.UUIDField(verbose_name="message id")),
                ("conversation_id", models.UUIDField(blank=True, null=True, verbose_name="conversation id")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[("document", "document"), ("decision", "decision"), ("progress", "progress")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("is_verified", models.BooleanField(default=False, verbose_name="seal verified")),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sequence", models.PositiveIntegerField(blank=True, null=True)),
                ("has_gap_before", models.BooleanField(default=False, verbose_name="gap in the sequence")),
                ("content", models.JSONField(blank=True, default=dict, verbose_name="what message.xml says")),
                ("report", models.JSONField(blank=True, default=dict, verbose_name="what the check found")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "awaits registration"),
                            ("registered", "registered"),
                            ("refused", "refused"),
                            ("noted", "noted"),
                            ("rejected", "rejected on receipt"),
                            ("quarantined", "in quarantine"),
                        ],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=60, verbose_name="code")),
                ("detail", models.CharField(blank=True, max_length=500, verbose_name="detail")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "correspondent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbox",
                        to="exchange.correspondent",
                        verbose_name="correspondent",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inbox",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "sealed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "incoming message",
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.UUIDField(unique=True, verbose_name="message id")),
                ("conversation_id", models.UUIDField(verbose_name="conversation id")),
                (
                    "kind",
                    models.CharField(
                        choices=[("document", "document"), ("decision", "decision"), ("progress", "progress")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("sequence", models.PositiveIntegerField(verbose_name="number in sequence")),
                ("content", models.JSONField(blank=True, default=dict, verbose_name="what message.xml says")),
                ("is_urgent", models.BooleanField(default=False, verbose_name="urgent")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "waits to be sent"),
                            ("accepted", "delivered"),
                            ("refused", "refused"),
                            ("expired", "not delivered in time"),
                            ("parked", "parked"),
                        ],
                        default="new",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("expires_at", models.DateTimeField(verbose_name="expires at")),
                ("due_at", models.DateTimeField(verbose_name="next attempt at")),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="attempts")),
                ("last_error", models.CharField(blank=True, max_length=300, verbose_name="last error")),
                ("decision", models.CharField(blank=True, max_length=20, verbose_name="decision")),
                ("their_number", models.CharField(blank=True, max_length=60, verbose_name="their number")),
                ("their_date", models.DateField(blank=True, null=True, verbose_name="their date")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason of refusal")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="agencies.agency", verbose_name="agency"
                    ),
                ),
                (
                    "correspondent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outbox",
                        to="exchange.correspondent",
                        verbose_name="correspondent",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outbox",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "sealed",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "outgoing message",
            },
        ),
        migrations.CreateModel(
            name="HistoricalReceipt",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("transport", "transport receipt"),
                            ("decision", "decision"),
                            ("progress", "progress"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("verdict", models.CharField(max_length=40)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("sha256", models.CharField(blank=True, max_length=64)),
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
                    "sealed",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="exchange.outboxmessage",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical receipt",
                "verbose_name_plural": "historical receipts",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalDeliveryAttempt",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted, receipt verified"),
                            ("rejected", "rejected, receipt verified"),
                            ("not_built", "could not be sealed"),
                            ("unreachable", "the other side was not reached"),
                            ("no_receipt", "answered without a receipt"),
                            ("wrong_receipt", "the receipt is not about these bytes or not sealed by the addressee"),
                        ],
                        max_length=40,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("milliseconds", models.PositiveIntegerField(default=0)),
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
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="exchange.outboxmessage",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical delivery attempt",
                "verbose_name_plural": "historical delivery attempts",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="DeliveryAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted, receipt verified"),
                            ("rejected", "rejected, receipt verified"),
                            ("not_built", "could not be sealed"),
                            ("unreachable", "the other side was not reached"),
                            ("no_receipt", "answered without a receipt"),
                            ("wrong_receipt", "the receipt is not about these bytes or not sealed by the addressee"),
                        ],
                        max_length=40,
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=300)),
                ("milliseconds", models.PositiveIntegerField(default=0)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="exchange.outboxmessage"
                    ),
                ),
            ],
            options={
                "verbose_name": "delivery attempt",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("transport", "transport receipt"),
                            ("decision", "decision"),
                            ("progress", "progress"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("verdict", models.CharField(max_length=40)),
                ("code", models.CharField(blank=True, max_length=60)),
                ("text", models.CharField(blank=True, max_length=500)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="exchange.outboxmessage",
                    ),
                ),
                (
                    "sealed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "receipt",
                "ordering": ["id"],
            },
        ),
        migrations.AddConstraint(
            model_name="correspondent",
            constraint=models.UniqueConstraint(fields=("agency", "exchange_id"), name="correspondent_once"),
        ),
        migrations.AddIndex(
            model_name="inboxmessage",
            index=models.Index(fields=["agency", "-id"], name="inbox_newest"),
        ),
        migrations.AddIndex(
            model_name="inboxmessage",
            index=models.Index(fields=["correspondent", "sequence"], name="inbox_sequence"),
        ),
        migrations.AddConstraint(
            model_name="inboxmessage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_verified", True)),
                fields=("agency", "sender_id", "message_id"),
                name="message_received_once",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(fields=["state", "due_at"], name="outbox_due"),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(fields=["agency", "-id"], name="outbox_newest"),
        ),
        migrations.AddIndex(
            model_name="outboxmessage",
            index=models.Index(fields=["correspondent", "conversation_id"], name="outbox_conversation"),
        ),
        migrations.AddConstraint(
            model_name="outboxmessage",
            constraint=models.UniqueConstraint(fields=("correspondent", "sequence"), name="outbox_sequence_once"),
        ),
    ]
