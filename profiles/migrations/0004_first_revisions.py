from django.conf import settings
from django.db import migrations
from django.db.models import F

from audit.immutable import MakeImmutable

REVISED = (
    ("ProfileText", "ProfileTextRevision"),
    ("FindingText", "FindingTextRevision"),
    ("StandingText", "StandingTextRevision"),
)


def begin_histories(apps, schema_editor):
    """What was written so far is the first revision; translations are of what they stand beside."""
    model = {name: apps.get_model("profiles", name) for pair in REVISED for name in pair}
    for text, revision in REVISED:
        rows = model[text].objects.all()
        model[revision].objects.bulk_create(
            model[revision](text=row, number=row.revision, body=row.body) for row in rows.iterator()
        )
    findings, texts = model["FindingText"].objects, model["ProfileText"].objects
    findings.exclude(language=F("finding__profile__assessment__working_language")).update(source_revision=1)
    texts.exclude(language=F("profile__assessment__working_language")).update(source_revision=1)


def name_languages(apps, schema_editor):
    site = settings.MODELTRANSLATION_LANGUAGES
    language = apps.get_model("profiles", "ProfileLanguage")
    for profile in apps.get_model("profiles", "Profile").objects.select_related("assessment"):
        for code in dict.fromkeys([profile.assessment.working_language, *site]):
            language.objects.create(profile=profile, language=code)


def keep_files(apps, schema_editor):
    file = apps.get_model("profiles", "EditionFile")
    for edition in apps.get_model("profiles", "Edition").objects.exclude(pdf="").defer("snapshot"):
        file.objects.create(
            edition=edition,
            format="pdf",
            file=edition.pdf.name,
            sha256=edition.pdf_sha256,
            bytes=edition.pdf_bytes,
            pages=edition.pdf_pages,
        )


class Migration(migrations.Migration):
    dependencies = [("profiles", "0003_desks")]

    operations = [
        migrations.RunPython(begin_histories, migrations.RunPython.noop),
        migrations.RunPython(name_languages, migrations.RunPython.noop),
        migrations.RunPython(keep_files, migrations.RunPython.noop),
        MakeImmutable("ProfileTextRevision"),
        MakeImmutable("FindingTextRevision"),
        MakeImmutable("StandingTextRevision"),
    ]
