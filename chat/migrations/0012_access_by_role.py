from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0011_first_roles"),
    ]

    operations = [
        migrations.AlterModelManagers(
            name="user",
            managers=[],
        ),
        migrations.RemoveField(
            model_name="user",
            name="groups",
        ),
        migrations.RemoveField(
            model_name="user",
            name="is_staff",
        ),
        migrations.RemoveField(
            model_name="user",
            name="user_permissions",
        ),
    ]
