from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0013_letters_of_forwarding")]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=models.Index(fields=["journal", "access"], name="document_by_mark"),
        ),
    ]
