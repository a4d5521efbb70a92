from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("profiles", "0008_names_reviewed")]

    operations = [
        migrations.AddField(
            model_name="edition",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="proof",
            name="attempts",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="proof",
            name="beat_at",
            field=models.DateTimeField(null=True),
        ),
    ]
