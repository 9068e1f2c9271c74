"""Run as a program with DATA_DIR and DATABASE_URL: stores the providers that the standard input describes.

The input is a JSON list of {"name", "base_url", "key", "dialect", ...}: fields of Provider. Each gets one
model, "m"; the output is the list of their keys.
"""

import json
import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
    import django

    django.setup()
    from chat.models import LanguageModel, Provider

    keys = []
    for fields in json.load(sys.stdin):
        key = fields.pop("key")
        provider = Provider(**fields)
        provider.set_key(key)
        provider.save(force_insert=True)
        keys.append(LanguageModel.objects.create(provider=provider, name="m").pk)
    json.dump(keys, sys.stdout)


if __name__ == "__main__":
    main()
