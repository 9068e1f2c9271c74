from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0007_count_transcripts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("sequence", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("actor", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=150)),
                ("action", models.CharField(max_length=40)),
                ("person", models.BigIntegerField(null=True)),
                ("person_name", models.CharField(max_length=150)),
                ("conversation", models.UUIDField(db_index=True, null=True)),
                ("reason", models.TextField()),
                ("details", models.TextField()),
                ("mac", models.CharField(max_length=64)),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "ordering": ["sequence"],
                "indexes": [
                    models.Index(fields=["actor", "-sequence"], name="audit_by_actor"),
                    models.Index(fields=["person", "-sequence"], name="audit_by_person"),
                    models.Index(fields=["action", "-sequence"], name="audit_by_action"),
                ],
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sequence", models.PositiveBigIntegerField(default=0)),
                ("mac", models.CharField(default="", max_length=64)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="audit_has_one_head")],
            },
        ),
    ]
