from django.db import migrations, models

from audit.immutable import MakeImmutable


class Migration(migrations.Migration):
    dependencies = [("assessments", "0004_carry_over")]

    operations = [
        migrations.RemoveField("roleassignment", "parts"),
        migrations.AddField(
            "roleassignment",
            "parts",
            models.ManyToManyField(
                blank=True,
                related_name="+",
                through="assessments.Handover",
                to="assessments.part",
                verbose_name="pages handed over",
            ),
        ),
        MakeImmutable("AnswerRevision"),
        MakeImmutable("Citation"),
        MakeImmutable("DueDateChange"),
        MakeImmutable("HandoverEvent"),
        MakeImmutable("RoleEvent"),
        MakeImmutable("Turn"),
    ]
