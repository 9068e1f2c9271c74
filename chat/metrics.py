"""What a monitor may ask of this process: counts and times in Prometheus' words, never an id and never a text."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest

TOKENS = (0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 8, 13, 20, 30, 60, 120)  # seconds; models think, too
COMMITS = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
RELEASES = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2)
BATCHES = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200)
NOBODY = "none"  # the provider of what failed before one was asked

registry = CollectorRegistry()
ProcessCollector(namespace="chatsite", registry=registry)

running = Gauge("chatsite_replies_running", "Replies that this process writes.", registry=registry)
sockets = Gauge("chatsite_sockets_open", "Tabs that are connected to this process.", registry=registry)
ended = Counter("chatsite_replies_ended", "Replies that this process ended.", ["state"], registry=registry)
failures = Counter("chatsite_failures", "Replies that failed.", ["provider", "kind"], registry=registry)
refusals = Counter("chatsite_refusals", "Prompts that were refused.", ["kind"], registry=registry)
titles = Counter("chatsite_titles", "Titles that models were asked for.", ["outcome"], registry=registry)
first = Histogram(
    "chatsite_first_token_seconds",
    "From the call of a provider to its first character.",
    ["provider"],
    buckets=TOKENS,
    registry=registry,
)
released = Histogram(
    "chatsite_stop_release_seconds",
    "From Stop to the closed connection of the provider.",
    buckets=RELEASES,
    registry=registry,
)
commits = Histogram(
    "chatsite_journal_commit_seconds", "What one commit of the journal took.", buckets=COMMITS, registry=registry
)
batches = Histogram(
    "chatsite_journal_batch_replies", "Replies whose text one commit stored.", buckets=BATCHES, registry=registry
)
characters = Counter("chatsite_journal_characters", "Characters that the journal stored.", registry=registry)


def count_end(state, facts, provider=""):
    """Count that a reply ended here, by the facts of its row."""
    ended.labels(state).inc()
    if state == "failed":
        failures.labels(provider or NOBODY, facts.get("error_kind", "")).inc()
    count_release(facts.get("released_ms"))


def count_release(took):
    """Count how long a provider's connection stayed after Stop, in milliseconds; None for one that was not stopped."""
    if took is not None:
        released.observe(took / 1000)


def count_first(provider, facts):
    """Count how long a provider took to its first character, if it came to one; however the reply ended."""
    if "first_ms" in facts:
        first.labels(provider).observe(facts["first_ms"] / 1000)


def count_commit(batch, seconds):
    """Count one commit of the journal: `batch` is `{(pk, part): (start, text)}`."""
    commits.observe(seconds)
    batches.observe(len({pk for pk, _ in batch}))
    characters.inc(sum(len(text) for _, text in batch.values()))


def page():
    """Everything as text, and its content type."""
    return generate_latest(registry), CONTENT_TYPE_LATEST
