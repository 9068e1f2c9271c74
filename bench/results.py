"""bench/results.json: the figures of the last run of each suite, for machines."""

import json
import time
from pathlib import Path

from .machine import about

PATH = Path(__file__).parent / "results.json"


def keep(database, suite, runs, others, found, path=PATH):
    """Put a suite's rows into the file; those of other suites stay if this is the same machine."""
    kept, here = read(path), about()
    if kept.get("machine") != here["machine"]:
        kept = {}
    suites = kept.get("suites", {})
    suites.setdefault(database, {})[suite] = {
        "date": time.strftime("%Y-%m-%d %H:%M", time.gmtime()),
        "runs": runs,
        "cores_used_by_others": round(others, 2),
        "rows": [row.record() for row in found],
    }
    ordered = {name: dict(sorted(suites[name].items())) for name in sorted(suites)}
    path.write_text(written(here | {"suites": ordered}) + "\n")


def read(path):
    try:
        return json.loads(path.read_text())
    except (FileNotFoundError, ValueError):
        return {}


def written(results):
    """JSON with a line for each row, so that two results can be compared line by line."""
    rows = {}

    def held(value):
        if isinstance(value, dict) and "case" in value:
            rows[mark := f"row {len(rows)}"] = json.dumps(value)
            return mark
        if isinstance(value, dict):
            return {name: held(one) for name, one in value.items()}
        return [held(one) for one in value] if isinstance(value, list) else value

    text = json.dumps(held(results), indent=2)
    for mark, row in rows.items():
        text = text.replace(f'"{mark}"', row, 1)
    return text
