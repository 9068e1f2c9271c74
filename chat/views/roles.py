"""Doors that open for a role; for everybody else they are not there."""

from functools import wraps

from django.http import Http404


def needs_role(role):
    """Decorate a view so that only who holds the role finds it."""

    def decorated(view):
        @wraps(view)
        def door(request, *args, **kwargs):
            if not request.user.has_role(role):
                raise Http404
            return view(request, *args, **kwargs)

        return door

    return decorated
