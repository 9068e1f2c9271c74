"""Tables for spreadsheets: CSV in which nothing that a person wrote becomes a formula."""

import csv
import io

from django.http import HttpResponse

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def download(name, head, rows):
    """The answer that gives a table to keep: `head` names its columns, `rows` are lists of cells."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    # With a byte order mark, or a common spreadsheet reads letters beyond ASCII wrongly.
    response = HttpResponse("\ufeff" + page.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def cell(value):
    """A number as it is, nothing for None, and a text so that it stays a text."""
    if isinstance(value, str) and value.startswith(STARTS):
        return f"'{value}"
    return value
