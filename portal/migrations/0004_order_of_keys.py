from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portal", "0003_any_language")]

    operations = [migrations.RemoveIndex(model_name="publishedfinding", name="finding_in_any_language")]
