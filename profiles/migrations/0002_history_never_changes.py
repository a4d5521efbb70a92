from django.db import migrations

from audit.immutable import MakeImmutable


class Migration(migrations.Migration):
    dependencies = [("profiles", "0001_initial")]

    operations = [
        MakeImmutable("ProfileEvent"),
        MakeImmutable("EditionEvent"),
    ]
