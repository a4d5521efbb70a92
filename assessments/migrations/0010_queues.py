import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def name_sections(apps, schema_editor):
    queries, answers = apps.get_model("assessments", "ReviewQuery"), apps.get_model("assessments", "Answer")
    own = answers.objects.filter(pk=OuterRef("answer")).values("part__section")
    queries.objects.update(section=Subquery(own))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_mails"), ("assessments", "0009_verdicts_by_round")]

    operations = [
        migrations.AddField(
            model_name="reviewquery",
            name="section",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="queries",
                to="assessments.section",
            ),
        ),
        migrations.RunPython(name_sections, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="reviewquery",
            name="section",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="queries",
                to="assessments.section",
            ),
        ),
        migrations.AddIndex(
            model_name="reviewquery",
            index=models.Index(fields=["section", "state"], name="query_of_section"),
        ),
    ]
