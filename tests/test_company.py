"""Company accounts follow the directory at each login: what it gives is given, what it takes is taken, on record."""

import pytest
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.models import SocialAccount, SocialLogin

from chat.company import CompanyAccounts, follow
from chat.models import Action, AuditEntry, Group, Role, User
from chat.models.leaving import remove
from chat.models.roles import grant

from .cast import person

pytestmark = pytest.mark.django_db

CLAIMS = {"sub": "k7", "email": "gwen@example.org", "email_verified": True, "name": "Gwen", "groups": ["boss"]}


@pytest.fixture(autouse=True)
def directory(settings):
    settings.OIDC_ROLES = {"boss": "admin", "chiefs": "admin", "compliance": "reviewer"}
    settings.OIDC_GROUPS = {"tides": "Tide team", "gone": "A group that is not here"}
    for name in "Tide team", "By hand":
        Group.objects.create(name=name)
    grant(None, person("ada"), Role.ADMIN)


@pytest.fixture
def gwen():
    return person("gwen")


def held(who):
    return set(User.objects.get(pk=who.pk).roles) - {Role.USER}


def recorded(who, action):
    return AuditEntry.objects.filter(person=who.pk, action=action, reason="As the company's directory says.").count()


@pytest.mark.parametrize(
    ("said", "roles", "groups"),
    [
        (["boss"], {"admin"}, set()),
        ("boss", {"admin"}, set()),
        (["chiefs", "compliance", "tides"], {"admin", "reviewer"}, {"Tide team"}),
        (["gone", "tides", "Tide team"], set(), {"Tide team"}),
        (["admin", "reviewer", "auditor"], set(), set()),
        ([], set(), set()),
        (None, set(), set()),
        ([7, None, {"boss": 1}], set(), set()),
        ({"boss": True}, {"admin"}, set()),
    ],
)
def test_a_login_gives_what_the_claim_says_and_nothing_else(gwen, said, roles, groups):
    follow(gwen, {"groups": said})

    assert held(gwen) == roles
    assert set(gwen.member_of.values_list("name", flat=True)) == groups


@pytest.mark.parametrize("claims", [{"groups": ["other"]}, {"groups": []}, {}])
def test_the_next_login_takes_what_the_claim_does_not_say_any_more(gwen, claims):
    follow(gwen, {"groups": ["boss", "compliance", "tides"]})
    before = User.objects.get(pk=gwen.pk).epoch

    follow(User.objects.get(pk=gwen.pk), claims)

    assert (held(gwen), list(gwen.member_of.all())) == (set(), [])
    assert (recorded(gwen, Action.GRANTED), recorded(gwen, Action.WITHDREW)) == (2, 2)
    assert User.objects.get(pk=gwen.pk).epoch > before  # Open pages begin anew.


def test_what_was_given_by_hand_and_no_setting_names_stays(gwen):
    grant(person("ada"), gwen, Role.AUDITOR)
    gwen.member_of.add(Group.objects.get(name="By hand"))

    follow(gwen, {"groups": []})

    assert (held(gwen), gwen.member_of.get().name) == ({"auditor"}, "By hand")


def test_the_same_claim_again_changes_nothing(gwen):
    for _ in range(3):
        follow(User.objects.get(pk=gwen.pk), {"groups": ["boss", "tides"]})

    assert recorded(gwen, Action.GRANTED) == 1


def test_the_last_administrator_stays_one_until_there_is_another(gwen):
    follow(gwen, {"groups": ["boss"]})
    User.objects.filter(username="ada").update(is_active=False)

    follow(User.objects.get(pk=gwen.pk), {"groups": []})
    still = held(gwen)
    User.objects.filter(username="ada").update(is_active=True)
    follow(User.objects.get(pk=gwen.pk), {"groups": []})

    assert (still, held(gwen)) == ({"admin"}, set())


def test_of_a_deleted_account_nothing_of_the_directory_is_kept_and_it_stays_closed(gwen, rf):
    account = SocialAccount.objects.create(user=gwen, provider="company", uid="k7", extra_data={"userinfo": CLAIMS})
    remove(person("ada"), gwen, keeps=False)
    before = SocialAccount.objects.get(pk=account.pk).extra_data

    account.refresh_from_db()
    account.extra_data = {"userinfo": CLAIMS}  # as allauth keeps it at each login
    account.save()
    with pytest.raises(ImmediateHttpResponse) as refused:
        CompanyAccounts().pre_social_login(rf.get("/"), SocialLogin(user=account.user, account=account))

    assert before == SocialAccount.objects.get(pk=account.pk).extra_data == {}
    assert "This account is closed" in refused.value.response.content.decode()
