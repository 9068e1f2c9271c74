"""How static files are named and kept: by a hash of their content, with compressed copies beside them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Also rewrites the imports between JavaScript modules, so that a page never mixes two versions."""

    support_js_module_import_aggregation = True
    max_post_process_passes = 12  # a pass settles one level of imports, those on demand included
