import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("agencies", "0001_initial"),
        ("citizens", "0001_initial"),
        ("documents", "0001_initial"),
        ("exchange", "0001_initial"),
        ("history", "0001_initial"),
        ("viewflow", "0015_task_scheduled"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseProcess",
            fields=[
                (
                    "process_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="viewflow.process",
                    ),
                ),
                ("next_step", models.CharField(blank=True, max_length=20)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="process", to="citizens.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "process of a case",
            },
            bases=("viewflow.process",),
        ),
        migrations.CreateModel(
            name="HistoricalResolution",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("author_post", models.CharField(max_length=300, verbose_name="post of the author")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("text", models.CharField(blank=True, max_length=64, verbose_name="text")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                        verbose_name="author",
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
                    "executor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible executor",
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
                "verbose_name": "historical resolution",
                "verbose_name_plural": "historical resolutions",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalVisa",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("approver_post", models.CharField(max_length=300, verbose_name="post of the approver")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("agreed", "agreed"), ("returned", "returned with a remark")],
                        max_length=20,
                        verbose_name="verdict",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=1000, verbose_name="remark")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
            ],
            options={
                "verbose_name": "historical visa",
                "verbose_name_plural": "historical visas",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalWorkItem",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("register", "register the package"),
                            ("resolve", "issue a resolution"),
                            ("execute", "execute"),
                            ("await_reply", "await the reply"),
                            ("approve", "give a visa"),
                            ("revise", "revise the letter"),
                            ("sign", "sign"),
                            ("register_letter", "register the letter"),
                            ("dispatch", "dispatch"),
                            ("control", "take off control"),
                            ("file", "file the case"),
                            ("delivery_problem", "solve a delivery problem"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "new"),
                            ("taken", "in work"),
                            ("waiting", "waits"),
                            ("done", "done"),
                            ("cancelled", "cancelled"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "queue_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("leader", "head of the agency"),
                            ("unit_head", "head of a unit"),
                            ("executor", "executor"),
                            ("clerk", "records clerk"),
                            ("controller", "controller"),
                            ("auditor", "auditor"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("from_whom", models.CharField(blank=True, max_length=300, verbose_name="from whom")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("created_at", models.DateTimeField(verbose_name="arrived at")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
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
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
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
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
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
                    "message",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="exchange.inboxmessage",
                        verbose_name="message",
                    ),
                ),
                (
                    "queue_unit",
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
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="viewflow.task",
                        verbose_name="task of the process",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical work item",
                "verbose_name_plural": "historical work items",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="LetterProcess",
            fields=[
                (
                    "process_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="viewflow.process",
                    ),
                ),
                ("verdict", models.CharField(blank=True, max_length=20)),
                (
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="process", to="documents.document"
                    ),
                ),
            ],
            options={
                "verbose_name": "process of a letter",
            },
            bases=("viewflow.process",),
        ),
        migrations.CreateModel(
            name="Resolution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("author_post", models.CharField(max_length=300, verbose_name="post of the author")),
                ("text", models.TextField(verbose_name="text")),
                ("due_on", models.DateField(verbose_name="due on")),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="resolutions",
                        to="citizens.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "executor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="responsible executor",
                    ),
                ),
            ],
            options={
                "verbose_name": "resolution",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Visa",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("approver_post", models.CharField(max_length=300, verbose_name="post of the approver")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "verdict",
                    models.CharField(
                        choices=[("agreed", "agreed"), ("returned", "returned with a remark")],
                        max_length=20,
                        verbose_name="verdict",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=1000, verbose_name="remark")),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                (
                    "approver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approver",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visas",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "visa",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="WorkItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("register", "register the package"),
                            ("resolve", "issue a resolution"),
                            ("execute", "execute"),
                            ("await_reply", "await the reply"),
                            ("approve", "give a visa"),
                            ("revise", "revise the letter"),
                            ("sign", "sign"),
                            ("register_letter", "register the letter"),
                            ("dispatch", "dispatch"),
                            ("control", "take off control"),
                            ("file", "file the case"),
                            ("delivery_problem", "solve a delivery problem"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "new"),
                            ("taken", "in work"),
                            ("waiting", "waits"),
                            ("done", "done"),
                            ("cancelled", "cancelled"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                (
                    "queue_role",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("leader", "head of the agency"),
                            ("unit_head", "head of a unit"),
                            ("executor", "executor"),
                            ("clerk", "records clerk"),
                            ("controller", "controller"),
                            ("auditor", "auditor"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="number")),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("from_whom", models.CharField(blank=True, max_length=300, verbose_name="from whom")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                ("created_at", models.DateTimeField(verbose_name="arrived at")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done at")),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="agencies.agency", verbose_name="agency"
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_items",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_items",
                        to="citizens.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_items",
                        to="documents.document",
                        verbose_name="document",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="done by",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_items",
                        to="exchange.inboxmessage",
                        verbose_name="message",
                    ),
                ),
                (
                    "queue_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="agencies.unit", verbose_name="unit"
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_item",
                        to="viewflow.task",
                        verbose_name="task of the process",
                    ),
                ),
            ],
            options={
                "verbose_name": "work item",
            },
        ),
        migrations.CreateModel(
            name="HistoricalEffort",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("is_running", models.BooleanField(default=False, verbose_name="running")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason of the correction")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                    "employee",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
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
                    "item",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="workflows.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical effort",
                "verbose_name_plural": "historical efforts",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Effort",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="from")),
                ("ends_at", models.DateTimeField(verbose_name="until")),
                ("is_running", models.BooleanField(default=False, verbose_name="running")),
                ("seen_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason of the correction")),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="efforts",
                        to="citizens.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "employee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="efforts",
                        to="workflows.workitem",
                        verbose_name="work item",
                    ),
                ),
            ],
            options={
                "verbose_name": "effort",
            },
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "taken", "waiting"])),
                fields=["assignee", "due_on", "id"],
                name="desk_of_person",
            ),
        ),
        migrations.AddIndex(
            model_name="workitem",
            index=models.Index(
                condition=models.Q(("assignee__isnull", True), ("state", "open")),
                fields=["queue_unit", "queue_role", "due_on", "id"],
                name="desk_of_queue",
            ),
        ),
        migrations.AddConstraint(
            model_name="effort",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("starts_at"))),
                name="effort_ends_after_start",
                violation_error_code="effort-ends-before-start",
            ),
        ),
        migrations.AddConstraint(
            model_name="effort",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_running", True)), fields=("employee",), name="one_running_effort_a_person"
            ),
        ),
    ]
