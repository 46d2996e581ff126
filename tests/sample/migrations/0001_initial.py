import django.db.models.deletion
import simple_history.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("history", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
            ],
        ),
        migrations.CreateModel(
            name="HistoricalLabel",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("name", models.CharField(max_length=40)),
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
                "verbose_name": "historical label",
                "verbose_name_plural": "historical labels",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalThing",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
                ("name", models.CharField(max_length=40)),
                ("owner", models.CharField(blank=True, max_length=40)),
                ("count", models.IntegerField(default=0)),
                ("facts", models.JSONField(default=dict)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("story", models.CharField(blank=True, max_length=64, verbose_name="story")),
                ("code", models.CharField(blank=True, max_length=64, verbose_name="code")),
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
                "verbose_name": "historical thing",
                "verbose_name_plural": "historical things",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Labelling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="sample.label")),
            ],
        ),
        migrations.CreateModel(
            name="Thing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("owner", models.CharField(blank=True, max_length=40)),
                ("story", models.TextField(blank=True)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("count", models.IntegerField(default=0)),
                ("facts", models.JSONField(default=dict)),
                ("seen", models.IntegerField(default=0)),
                ("key", models.CharField(blank=True, max_length=40)),
                (
                    "labels",
                    models.ManyToManyField(related_name="things", through="sample.Labelling", to="sample.label"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("thing", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="sample.thing")),
            ],
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "thing",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to="sample.thing"),
                ),
            ],
        ),
        migrations.AddField(
            model_name="labelling",
            name="thing",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="sample.thing"),
        ),
        migrations.CreateModel(
            name="HistoricalPart",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
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
                    "thing",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sample.thing",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical part",
                "verbose_name_plural": "historical parts",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLink",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
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
                    "thing",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sample.thing",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical link",
                "verbose_name_plural": "historical links",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalLabelling",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("history_actor", models.CharField(blank=True, default="", max_length=300)),
                ("history_user_id", models.BigIntegerField(null=True)),
                ("history_change_reason", models.CharField(blank=True, default="", max_length=300)),
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
                    "label",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sample.label",
                    ),
                ),
                (
                    "thing",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="sample.thing",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical labelling",
                "verbose_name_plural": "historical labellings",
                "ordering": ("-history_id",),
                "get_latest_by": "history_id",
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
