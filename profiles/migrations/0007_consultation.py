from django.db import migrations

from audit.immutable import MakeImmutable


class Migration(migrations.Migration):
    dependencies = [("profiles", "0006_written_pair")]

    operations = [
        MakeImmutable("Comment"),
        MakeImmutable("CommentAnswer"),
    ]
