"""Words for the rows that join two others: Django makes their tables, and calls each "Group_people object (1)"."""


def spoken(joins, one, many, sentence):
    """Have the rows of a many-to-many field say whom they join, by the names of their two keys, wherever one is shown.

    `one` and `many` are what such rows are called, as in a list of what is deleted; `sentence` is like
    "{user} in {group}".
    """
    through = joins.through
    keys = [field.name for field in through._meta.fields if field.is_relation]
    through._meta.verbose_name, through._meta.verbose_name_plural = one, many
    through.__str__ = lambda row: sentence.format(**{key: getattr(row, key) for key in keys})
