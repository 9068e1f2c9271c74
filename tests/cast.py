"""The people of the tests: Alice asks, Bob is on her team, Carol is not, Rita reviews."""

from chat.models import User

PASSWORD = "correct horse battery staple"


def person(name):
    """The account of that name, made when it is first asked for."""
    found = User.objects.filter(username=name).first()
    return found or User.objects.create_user(name, f"{name}@example.org", PASSWORD)
