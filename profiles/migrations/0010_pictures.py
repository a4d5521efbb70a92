from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0009_attempts")]

    operations = [
        migrations.AlterField(
            model_name="editionfile",
            name="format",
            field=models.CharField(
                choices=[
                    ("pdf", "PDF"),
                    ("docx", "DOCX"),
                    ("csv", "CSV"),
                    ("json", "JSON"),
                    ("png", "PNG"),
                ],
                max_length=10,
                verbose_name="format",
            ),
        ),
        migrations.AlterField(
            model_name="editionfile",
            name="sha256",
            field=models.CharField(db_index=True, max_length=64),
        ),
    ]
