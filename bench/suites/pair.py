"""Two processes on one PostgreSQL behind nginx with TLS, beside one process there without a proxy."""

from contextlib import nullcontext

from bench.company import beside
from bench.figures import Target
from bench.pair import Pair
from bench.stand import Load, Product
from tests.stage import tools
from tests.stage.cluster import Cluster

DATABASE = "postgres"  # whatever else is measured
SIZES = [(1, "200-50"), (20, "200-50"), (50, "200-50")]
FIGURES = [
    ("cpu", "CPU of the servers a delta", "us", None),
    ("p50", "age at the tab, p50", "ms", None),
    ("p99", "age at the tab, p99", "ms", Target(100)),
]


def run(stand, runs, sizes):
    if not (tools.postgres() and tools.nginx()):
        print("  PostgreSQL or nginx is not here: left out. On Debian: apt-get install postgresql nginx-light")
        return
    models = ",".join(f"count-{what}" for _, what in sizes)
    environ = {"OPENAI_BASE_URL": stand.upstream.url, "OPENAI_MODELS": models}
    with nullcontext(stand.cluster) if stand.cluster else Cluster() as cluster:
        one = Product("chatsite.asgi:application", cluster=cluster, **environ)
        with one, Pair(cluster, **environ) as pair:
            for tabs, what in sizes:
                found = [rounded(one, pair, f"count-{what}", tabs) for _ in range(runs)]
                yield from beside(f"{tabs} x {what}", FIGURES, found, {})


def rounded(one, pair, model, tabs):
    return {"one process": Load(one, model, tabs).result(), "product": Load(pair, model, tabs).result()}
