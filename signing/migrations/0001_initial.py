import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("history", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("authority", "authority"), ("person", "person"), ("seal", "seal of the agency")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("pem", models.TextField(verbose_name="certificate")),
                ("serial", models.CharField(max_length=80, verbose_name="number")),
                ("fingerprint", models.CharField(max_length=64, unique=True, verbose_name="SHA-256 fingerprint")),
                ("subject_name", models.CharField(max_length=200, verbose_name="name")),
                ("post_title", models.CharField(blank=True, max_length=300, verbose_name="post")),
                ("valid_from", models.DateTimeField(verbose_name="valid from")),
                ("valid_to", models.DateTimeField(verbose_name="valid to")),
                ("key_id", models.CharField(max_length=80, unique=True, verbose_name="key")),
                ("is_test", models.BooleanField(default=False, verbose_name="test key")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="agencies.agency",
                        verbose_name="agency",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
            },
        ),
        migrations.CreateModel(
            name="HistoricalCertificate",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[("authority", "authority"), ("person", "person"), ("seal", "seal of the agency")],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("serial", models.CharField(max_length=80, verbose_name="number")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="SHA-256 fingerprint")),
                ("subject_name", models.CharField(max_length=200, verbose_name="name")),
                ("post_title", models.CharField(blank=True, max_length=300, verbose_name="post")),
                ("valid_from", models.DateTimeField(verbose_name="valid from")),
                ("valid_to", models.DateTimeField(verbose_name="valid to")),
                ("key_id", models.CharField(max_length=80, verbose_name="key")),
                ("is_test", models.BooleanField(default=False, verbose_name="test key")),
                ("pem", models.CharField(blank=True, max_length=64, verbose_name="certificate")),
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
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
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
                "verbose_name": "historical certificate",
                "verbose_name_plural": "historical certificates",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalKeyUse",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("used_at", models.DateTimeField(verbose_name="moment")),
                ("actor_key", models.BigIntegerField(null=True, verbose_name="actor number")),
                ("actor_name", models.CharField(max_length=300, verbose_name="actor")),
                ("purpose", models.CharField(max_length=60, verbose_name="purpose")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
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
                "verbose_name": "historical use of a key",
                "verbose_name_plural": "historical use of a keys",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="KeyUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("used_at", models.DateTimeField(verbose_name="moment")),
                ("actor_key", models.BigIntegerField(null=True, verbose_name="actor number")),
                ("actor_name", models.CharField(max_length=300, verbose_name="actor")),
                ("purpose", models.CharField(max_length=60, verbose_name="purpose")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="signing.certificate",
                        verbose_name="certificate",
                    ),
                ),
            ],
            options={
                "verbose_name": "use of a key",
            },
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("employee__isnull", False), ("kind", "person")),
                    models.Q(models.Q(("kind", "person"), _negated=True), ("employee__isnull", True)),
                    _connector="OR",
                ),
                name="certificate_of_a_person_has_an_owner",
                violation_error_code="certificate-without-owner",
            ),
        ),
    ]
