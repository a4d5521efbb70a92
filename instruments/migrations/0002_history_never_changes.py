from django.db import migrations

from audit.immutable import MakeImmutable


class Migration(migrations.Migration):
    dependencies = [("instruments", "0001_initial")]

    operations = [
        MakeImmutable("InstrumentEvent"),
    ]
