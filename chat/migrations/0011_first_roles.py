"""Roles for those who are here already. Reading is granted to nobody: somebody does that by hand, on record."""

from django.db import migrations


def grant(apps, schema_editor):
    User, RoleGrant = apps.get_model("chat", "User"), apps.get_model("chat", "RoleGrant")
    for person in User.objects.all().iterator():
        roles = ["user", "admin"] if person.is_staff or person.is_superuser else ["user"]
        RoleGrant.objects.bulk_create(RoleGrant(person=person, role=role) for role in roles)


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0010_roles"),
    ]

    operations = [
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
