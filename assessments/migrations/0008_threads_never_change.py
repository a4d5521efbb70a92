from django.db import migrations, models

from audit.immutable import MakeImmutable


class Migration(migrations.Migration):
    dependencies = [("assessments", "0007_holders")]

    operations = [
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("held_since", None), ("holder", "")),
                    models.Q(models.Q(("holder", ""), _negated=True), ("held_since__isnull", False)),
                    _connector="OR",
                ),
                name="section_held_pair",
            ),
        ),
        MakeImmutable("Message"),
        MakeImmutable("QueryEvent"),
        MakeImmutable("RemarkReply"),
    ]
