from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("profiles", "0005_files_of_editions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="findingtext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("written_at", None), ("written_by", None)),
                    models.Q(("written_at__isnull", False), ("written_by__isnull", False)),
                    _connector="OR",
                ),
                name="findingtext_written_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="profiletext",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("written_at", None), ("written_by", None)),
                    models.Q(("written_at__isnull", False), ("written_by__isnull", False)),
                    _connector="OR",
                ),
                name="profiletext_written_pair",
            ),
        ),
    ]
