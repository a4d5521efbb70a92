from django.db import migrations

HOLDER = {"submitted": "reviewer", "in_review": "reviewer", "approved": "nobody"}


def carry_over(apps, schema_editor):
    """Pages handed over before handovers had dates and states; whose turn it is, from now on."""
    RoleAssignment = apps.get_model("assessments", "RoleAssignment")
    Handover = apps.get_model("assessments", "Handover")
    for role in RoleAssignment.objects.filter(role="contributor").prefetch_related("parts"):
        Handover.objects.bulk_create(
            Handover(role=role, part=part, handed_by_id=role.assigned_by_id) for part in role.parts.all()
        )
    Section = apps.get_model("assessments", "Section")
    Turn = apps.get_model("assessments", "Turn")
    Turn.objects.bulk_create(
        Turn(section=section, holder=HOLDER.get(section.state, "researcher"))
        for section in Section.objects.exclude(assessment__state="set_up")
    )


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_answering")]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
