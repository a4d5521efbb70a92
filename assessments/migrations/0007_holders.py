from django.db import migrations
from django.db.models import OuterRef, Subquery


def repeat_newest_turns(apps, schema_editor):
    sections, turns = apps.get_model("assessments", "Section"), apps.get_model("assessments", "Turn")
    newest = turns.objects.filter(section=OuterRef("pk")).order_by("-pk")
    begun = sections.objects.filter(pk__in=turns.objects.values("section"))
    begun.update(holder=Subquery(newest.values("holder")[:1]), held_since=Subquery(newest.values("at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("assessments", "0006_review")]

    operations = [migrations.RunPython(repeat_newest_turns, migrations.RunPython.noop)]
