"""Usage: everybody sees their own, administrators all, in pictures and in tables; numbers and names only."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from chat import charts, sheets
from chat.models import Account, Budget, Entry, Group, Role, Share, Site, budget, charging, groups, roles, site
from chat.usage import Usage

from .cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def newly_read(monkeypatch):
    for module in budget, groups, site:
        monkeypatch.setattr(module, "FRESH", -1)
    yield
    budget.forget()
    site.forget()
    groups.known.clear()


@pytest.fixture
def visit(client):
    """The answer to a person who opens a page: `visit(person("alice"), "/usage/")`."""

    def answer(who, path):
        client.force_login(who)
        return client.get(path)

    return answer


def used(who="alice", back=0, model="swift-1", tokens=(10, 90), cost=100, **more):
    """An entry of so many days ago."""
    about = {"person": person(who).pk, "person_name": who, "model": model, "provider": "Team", "state": "done"} | more
    prompt, completion = tokens
    return Entry.objects.create(
        **about,
        prompt_tokens=prompt,
        completion_tokens=completion,
        cost=cost,
        reply_id=1_000 + Entry.objects.count(),
        asked_at=timezone.now(),
        day=timezone.localdate() - timedelta(days=back),
    )


def lines(answer):
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


# Who sees what


def test_one_s_own_page_counts_nobody_else(visit):
    used("alice", tokens=(1000, 234))
    used("bob", model="secret-1", tokens=(70_000, 0))

    page = visit(person("alice"), "/usage/").content.decode()

    assert "1,234" in page
    assert "secret-1" not in page
    assert "bob" not in page
    assert "/usage/all/" not in page


def test_the_page_of_all_is_there_for_administrators_alone(visit):
    used("bob")
    roles.grant(None, person("rita"), Role.REVIEWER)
    roles.grant(None, person("carol"), Role.ADMIN)

    doors = "/usage/all/", "/usage/all/day.csv", "/usage/all/all.csv"

    assert {visit(person(name), door).status_code for door in doors for name in ("alice", "rita")} == {404}
    assert {visit(person("carol"), door).status_code for door in doors} == {200}
    assert "bob" in visit(person("carol"), "/usage/all/").content.decode()


@pytest.mark.parametrize("by", ["person", "group", "nonsense"])
def test_a_table_that_is_not_one_s_own_is_not_found(visit, by):
    assert visit(person("alice"), f"/usage/{by}.csv").status_code == 404


def test_an_empty_page_says_so(visit):
    assert "Nothing was asked in these days." in visit(person("alice"), "/usage/").content.decode()


@pytest.mark.parametrize("asked", ["", "0", "-1", "x", "31", "9" * 5000, "30"])
def test_any_other_period_is_the_usual_one(visit, asked):
    assert "The last 30 days" in visit(person("alice"), f"/usage/?days={asked}").content.decode()


# What is added up


def test_days_models_people_groups_and_ends_add_up():
    first, second = used("alice", tokens=(1, 2)), used("bob", back=1, model="swift-2", tokens=(3, 4), cost=None)
    used("alice", back=1, tokens=(5, 6), state="stopped", estimates=1)
    used("alice", back=7, tokens=(700, 0))
    for entry, key in (first, 1), (first, 2), (second, 1):
        Share.objects.create(entry=entry, group=key, group_name={1: "Harbour", 2: "Finance"}[key])
    usage = Usage(7)

    def told(rows):
        return {str(row.name): (row.replies, row.tokens) for row in rows}

    whole = usage.in_all()
    assert (whole.replies, whole.tokens, whole.estimated, str(whole.cost)) == (3, 21, 1, "0.0002")
    assert usage.people() == 2
    assert [row.tokens for row in usage.by_day()] == [0, 0, 0, 0, 0, 18, 3]
    assert told(usage.by_model()) == {"swift-1 (Team)": (2, 14), "swift-2 (Team)": (1, 7)}
    assert told(usage.by_person()) == {"alice": (2, 14), "bob": (1, 7)}
    assert told(usage.by_group()) == {"Harbour": (2, 10), "Finance": (1, 3), "In no group": (1, 11)}
    assert told(usage.by_end()) == {"Done": (2, 10), "Stopped by the person": (1, 11)}


def test_what_has_no_price_has_no_cost_and_no_chart_of_it(visit):
    used(cost=None)

    page = visit(person("alice"), "/usage/").content.decode()

    assert "Cost a day" not in page
    assert "Tokens a day" in page


def test_money_is_told_in_the_currency_of_the_site(visit):
    Site.objects.create(pk=site.ONLY, currency="€")
    used(cost=12_345_678)
    used(cost=1_234, back=1)

    page = visit(person("alice"), "/usage/").content.decode()

    assert "€12.35" in page
    assert "€0.0012" in page


# Tables to keep


def test_the_sheet_of_all_has_a_line_for_each_day_person_and_model(visit):
    used(back=1), used(back=1), used()

    head, *rows = lines(visit(person("alice"), "/usage/all.csv"))

    day = timezone.localdate()
    assert head[:4] == ["Day", "Person", "Model", "Provider"]
    assert rows[0] == [str(day - timedelta(days=1)), "alice", "swift-1", "Team", "2", "20", "180", "0.0002", "0"]
    assert len(rows) == 2


@pytest.mark.parametrize("by", ["day", "model", "end"])
def test_each_chart_has_its_sheet(visit, by):
    used()

    _, *rows = lines(visit(person("alice"), f"/usage/{by}.csv?days=7"))

    assert len(rows) == (7 if by == "day" else 1)
    assert rows[-1][1:] == ["1", "10", "90", "0.0001", "0"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1"])
def test_nothing_in_a_sheet_becomes_a_formula(visit, name):
    used(model=name)

    assert f"'{name}".replace("\r", "\n") in visit(person("alice"), "/usage/all.csv").content.decode().replace(
        "\r", "\n"
    )
    assert sheets.cell(-5) == -5


# Budgets


def test_one_s_page_shows_how_far_each_budget_is_used(visit):
    alice, harbour = person("alice"), Group.objects.create(name="Harbour")
    harbour.people.add(alice)
    mine = Budget.objects.create(each=True, tokens_a_day=1_000)
    Budget.objects.create(group=harbour, cost_a_month=5)
    Budget.objects.create(person=person("bob"), tokens_a_day=77_777)
    today = timezone.localdate().toordinal()
    Account.objects.create(budget=mine, holder=alice.pk, day=today, day_tokens=850)

    page = visit(alice, "/usage/").content.decode()

    assert "850 of 1,000 tokens used" in page
    assert 'class="budget budget--near"' in page
    assert "Money a month, the group Harbour" in page
    assert "77,777" not in page


def test_how_one_stands_is_one_question(django_assert_num_queries):
    alice, harbour = person("alice"), Group.objects.create(name="Harbour")
    harbour.people.add(alice, person("bob"))
    with django_assert_num_queries(1):
        assert charging.standings_of(alice) == []

    today = timezone.localdate().toordinal()
    mine = Budget.objects.create(each=True, tokens_a_day=10)
    ours = Budget.objects.create(group=harbour, tokens_a_day=20)
    Budget.objects.create(group=Group.objects.create(name="Finance"), tokens_a_day=30)
    for holder in range(50):
        Account.objects.create(budget=mine, holder=holder + alice.pk, day=today, day_tokens=holder + 3)
    Account.objects.create(budget=ours, day=today, day_tokens=7)
    Account.objects.create(budget=ours, holder=alice.pk, day=today, day_tokens=9)  # of when each had it alone
    with django_assert_num_queries(1):
        assert [(one.most, one.used) for one in charging.standings_of(alice)] == [(10, 3), (20, 7)]


# The geometry


@pytest.mark.parametrize(
    ("most", "end"),
    [(0, 0), (1, 1), (3, 4), (7, 8), (10, 10), (11, 20), (99, 100), (0.03, 0.04), (10**9 + 1, 2 * 10**9)],
)
def test_an_axis_ends_at_a_number_that_people_know(most, end):
    assert charts.nice(most) == pytest.approx(end)


@pytest.mark.parametrize("count", [1, 7, 30, 90])
def test_bars_stay_in_the_drawing_and_the_last_day_is_today(count):
    dates = [timezone.localdate() - timedelta(days=count - n) for n in range(count)]
    chart = charts.days([(day, n) for n, day in enumerate(dates)], str)

    for bar in chart.bars:
        assert float(bar.x) >= charts.LEFT
        assert float(bar.x) + float(bar.width) <= charts.WIDTH + 0.1
        assert charts.TOP - 0.1 <= float(bar.y) <= charts.FLOOR
    assert [bar.is_now for bar in chart.bars] == [False] * (count - 1) + [True]
    assert chart.labels[-1].text == "today"
    assert len(chart.labels) <= charts.LABELS
