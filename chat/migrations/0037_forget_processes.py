import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0036_titles"),
    ]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="writer",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                to="chat.process",
            ),
        ),
    ]
