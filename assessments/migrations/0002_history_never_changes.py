from django.db import migrations

from audit.immutable import MakeImmutable


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_initial")]

    operations = [
        MakeImmutable("AnswerRevision"),
        MakeImmutable("Citation"),
        MakeImmutable("AssessmentEvent"),
        MakeImmutable("SectionEvent"),
    ]
