from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0004_first_revisions")]

    operations = [
        migrations.RemoveConstraint(
            model_name="edition",
            name="edition_published_complete",
        ),
        migrations.RemoveField(
            model_name="edition",
            name="pdf",
        ),
        migrations.RemoveField(
            model_name="edition",
            name="pdf_bytes",
        ),
        migrations.RemoveField(
            model_name="edition",
            name="pdf_pages",
        ),
        migrations.RemoveField(
            model_name="edition",
            name="pdf_sha256",
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["published", "superseded", "withdrawn"]), _negated=True),
                    ("published_at__isnull", False),
                    _connector="OR",
                ),
                name="edition_published_complete",
            ),
        ),
    ]
