import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verb", models.CharField(max_length=80, verbose_name="act")),
                ("at", models.DateTimeField(verbose_name="moment")),
                ("actor_key", models.BigIntegerField(null=True, verbose_name="actor number")),
                ("actor_name", models.CharField(max_length=300, verbose_name="actor")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="from where")),
                ("subject_type", models.CharField(max_length=60)),
                ("subject_key", models.BigIntegerField()),
                ("subject_label", models.CharField(max_length=300)),
                ("agency_key", models.BigIntegerField(null=True)),
                ("data", models.JSONField(default=dict)),
            ],
            options={
                "verbose_name": "act",
            },
        ),
        migrations.CreateModel(
            name="Content",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("text", models.TextField()),
            ],
            options={
                "verbose_name": "text of versions",
            },
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("number", models.PositiveIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("origin", models.CharField(max_length=200, unique=True, verbose_name="origin")),
                ("began_at", models.DateTimeField(verbose_name="began at")),
            ],
            options={
                "verbose_name": "epoch of the log",
            },
        ),
        migrations.CreateModel(
            name="Schema",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("body", models.TextField()),
            ],
            options={
                "verbose_name": "schema of the log",
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("at", models.DateTimeField(verbose_name="moment")),
                ("actor_key", models.BigIntegerField(null=True, verbose_name="actor number")),
                ("actor_name", models.CharField(max_length=300, verbose_name="actor")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="from where")),
                ("request", models.CharField(blank=True, max_length=32, verbose_name="request")),
                ("task", models.CharField(blank=True, max_length=120, verbose_name="task")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("body", models.TextField()),
                ("salt", models.BinaryField(max_length=32, null=True)),
                (
                    "erased_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="history.act",
                        verbose_name="erased by",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of the log",
            },
        ),
        migrations.AddField(
            model_name="act",
            name="entry",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="history.entry",
                to_field="uuid",
            ),
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("size", models.BigIntegerField(verbose_name="entries")),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField(verbose_name="signed note")),
                ("at", models.DateTimeField(verbose_name="moment")),
                (
                    "epoch",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="history.epoch"),
                ),
            ],
            options={
                "verbose_name": "checkpoint",
            },
        ),
        migrations.CreateModel(
            name="ForeignCheckpoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("origin", models.CharField(max_length=200, verbose_name="log")),
                ("size", models.BigIntegerField(verbose_name="entries")),
                ("root", models.BinaryField(max_length=32)),
                ("note", models.TextField(verbose_name="signed note")),
                ("key", models.BinaryField(max_length=32)),
                ("seen_at", models.DateTimeField(verbose_name="seen at")),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("agrees", "agrees with what was seen before"),
                            ("unproven", "not proven to extend what was seen before"),
                            ("disagrees", "CONTRADICTS what was seen before"),
                        ],
                        max_length=20,
                        verbose_name="verdict",
                    ),
                ),
            ],
            options={
                "verbose_name": "checkpoint of a correspondent",
                "indexes": [models.Index(fields=["origin", "-size"], name="newest_foreign_checkpoint")],
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("hash", models.BinaryField(max_length=32)),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="leaf", to="history.entry"
                    ),
                ),
                (
                    "epoch",
                    models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, to="history.epoch"),
                ),
            ],
            options={
                "verbose_name": "leaf of the log",
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="moment")),
                ("actor_key", models.BigIntegerField(null=True, verbose_name="actor number")),
                ("actor_name", models.CharField(max_length=300, verbose_name="actor")),
                ("address", models.CharField(blank=True, max_length=45, verbose_name="from where")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("viewed", "viewed"),
                            ("listed", "listed"),
                            ("searched", "searched"),
                            ("printed", "printed"),
                            ("downloaded", "downloaded"),
                            ("exported", "exported"),
                            ("refused", "refused"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("page", models.CharField(max_length=80, verbose_name="page")),
                ("ground", models.CharField(blank=True, max_length=300, verbose_name="ground")),
                ("query", models.CharField(blank=True, max_length=200, verbose_name="looked for")),
                ("agency_key", models.BigIntegerField(null=True)),
                (
                    "entry",
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
                "verbose_name": "reading",
            },
        ),
        migrations.CreateModel(
            name="ReadingMention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_type", models.CharField(max_length=60)),
                ("object_key", models.BigIntegerField()),
                (
                    "reading",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mentions",
                        to="history.reading",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ActMention",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_type", models.CharField(max_length=60)),
                ("object_key", models.BigIntegerField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="history.act"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("object_type", "object_key", "act"), name="one_mention_an_act")
                ],
            },
        ),
        migrations.CreateModel(
            name="Cosignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("witness", models.CharField(max_length=200, verbose_name="witness")),
                ("key", models.BinaryField(max_length=32)),
                ("line", models.CharField(max_length=400)),
                ("at", models.DateTimeField(verbose_name="moment")),
                (
                    "checkpoint",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cosignatures",
                        to="history.checkpoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "cosignature",
                "constraints": [
                    models.UniqueConstraint(fields=("checkpoint", "witness"), name="one_cosignature_a_witness")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("salt__isnull", False), ("erased_by__isnull", False), _connector="OR"),
                name="salt_is_there_or_was_erased_by_an_act",
            ),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["subject_type", "subject_key", "id"], name="act_of_subject"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["agency_key", "actor_key", "-id"], name="act_of_actor"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["agency_key", "verb", "-id"], name="act_by_verb"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["agency_key", "address", "-id"], name="act_from_address"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["agency_key", "-id"], name="act_newest_of_agency"),
        ),
        migrations.AddIndex(
            model_name="act",
            index=models.Index(fields=["at", "id"], name="act_by_moment"),
        ),
        migrations.AddConstraint(
            model_name="checkpoint",
            constraint=models.UniqueConstraint(fields=("epoch", "size"), name="one_checkpoint_a_size"),
        ),
        migrations.AddConstraint(
            model_name="leaf",
            constraint=models.UniqueConstraint(fields=("epoch", "number"), name="leaf_numbered_once"),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["agency_key", "-id"], name="reading_newest_of_agency"),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["agency_key", "actor_key", "-id"], name="reading_of_actor"),
        ),
        migrations.AddIndex(
            model_name="readingmention",
            index=models.Index(fields=["reading"], name="mentions_of_reading"),
        ),
        migrations.AddConstraint(
            model_name="readingmention",
            constraint=models.UniqueConstraint(
                fields=("object_type", "object_key", "reading"), name="one_mention_a_reading"
            ),
        ),
    ]
