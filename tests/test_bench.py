"""What the benchmarks tell is what they measured."""

from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from bench import report, results
from bench.company import beside, taken
from bench.figures import Row, Target
from bench.plot import Bar, Group, chart
from bench.stand import Stand
from bench.stock import FILE, Stock
from bench.table import table

PAID = Row("1 x 200-50", "CPU", "us", [30, 10, 20], [10, 10, 10], Target(1.5, of_ratio=True), {"Peer": "it is away"})


def kept(*rows):
    about = {"date": "2026-01-02 03:04", "runs": 3, "cores_used_by_others": 0.5}
    return {
        "machine": {"cores": 2},
        "suites": {"sqlite": {"streams": about | {"rows": [row.record() for row in rows]}}},
    }


def test_the_page_and_its_charts_are_made_of_the_results():
    told = results.read(results.PATH)

    assert report.PAGE.read_text() == report.page(told), "Run python -m bench --report"
    assert {path.stem: path.read_text() for path in report.CHARTS.iterdir()} == report.pictures(told)


def test_a_missed_target_is_said_in_the_table_and_on_the_page():
    assert "not reached: 2x instead of at most 1.5x" in table([PAID])
    assert "| 2.00 | at most 1.5x: **not reached** |" in report.page(kept(PAID))


@pytest.mark.parametrize(("rate", "said"), [(70, "at least 0.6x: reached"), (50, "instead of at least 0.6x")])
def test_what_shall_be_high_is_reached_from_below(rate, said):
    row = Row("flat", "deltas a second", "", [rate], [100], Target(0.6, of_ratio=True, is_least=True))

    assert said in table([row])
    assert "at least 0.6x: " in report.page(kept(row))


def test_whoever_could_not_be_measured_is_named_with_the_reason_and_has_no_figure():
    page = report.page(kept(PAID))

    assert "Peer: not measured: it is away" in table([PAID])
    assert "Peer was not measured: it is away." in page
    assert "| Peer |" not in page


def test_a_peer_that_fails_ends_no_run_and_is_not_asked_again():
    asked, absent = [], {}

    async def measure(one):
        asked.append(one.name)
        if one.name == "Gradio":
            raise TimeoutError
        return {"ms": 5}

    subjects = [SimpleNamespace(name=name) for name in ("relay", "product", "Gradio")]
    found = [taken(subjects, measure, absent) for _ in range(2)]
    (row,) = beside("case", [("ms", "time", "ms", None)], found, absent)

    assert asked == ["relay", "product", "Gradio", "relay", "product"]
    assert (row.product, row.relay) == ([5, 5], [5, 5])
    assert "not complete" in row.beside["Gradio"]


def test_a_run_ends_when_the_product_fails():
    async def measure(one):
        raise TimeoutError

    with pytest.raises(TimeoutError):
        taken([SimpleNamespace(name="product")], measure, {})


def test_what_fails_at_its_start_is_ended_with_the_others():
    ended, stand = [], Stand()

    class Half:
        def start(self):
            raise RuntimeError

        def __exit__(self, *_):
            ended.append(self)

    with pytest.raises(RuntimeError), stand:
        stand.started(half := Half())

    assert ended == [half]


def test_what_was_kept_is_made_once_and_what_a_suite_does_to_its_copy_stays_there(tmp_path):
    ran, places = [], [tmp_path / "first", tmp_path / "second", tmp_path / "third"]

    def place(folder):
        def run(*words, **_):
            ran.append(words)
            if words[0] == "-m":
                (folder / FILE).write_text("filled")

        folder.mkdir()
        return SimpleNamespace(folder=folder, run=run)

    for folder in places:
        Stock(tmp_path).fill(place(folder), "crowd", ["-m", "bench.crowd"], [20])
        assert (folder / FILE).read_text() == "filled"
        (folder / FILE).write_text("used up")

    assert [words[0] for words in ran] == ["-m", "manage.py", "manage.py"]


def test_figures_of_a_busy_machine_say_so():
    assert "The machine was busy" in report.page(kept(PAID))


def test_a_floor_of_nothing_has_no_ratio():
    row = Row("case", "longest task", "ms", [50], [0])

    assert row.ratios == [] and "ratio" not in row.record()
    assert "50 ms" in table([row])


@pytest.mark.parametrize("length", [None, 0, 0.003, 35, 10**9])
def test_a_chart_is_a_picture_whatever_is_in_it(length):
    bars = [Bar("<Peer> & others", length, "“35 s”"), Bar("ours", 1, "1 s", "ours")]

    drawn = ElementTree.fromstring(chart("Title <1>", "below", [Group("all", bars, limit=2)]))

    texts = [text.text for text in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert "<Peer> & others" in texts
    for rect in drawn.iter("{http://www.w3.org/2000/svg}rect"):
        assert 0 < float(rect.get("width")) <= 720
