"""What Chatsite decides where django-allauth asks."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        # allauth's signup page exists as soon as its URLs do.
        return False
