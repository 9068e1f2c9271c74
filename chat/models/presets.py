"""What is known of model servers by name: plain data that fills a provider's form, one entry each."""

from dataclasses import dataclass, field

from .address import origin

BEARER = "The key is sent as “Authorization: Bearer”."
X_API_KEY = "The key is sent as “x-api-key”."
NO_KEY = "It needs no key unless it was started with one."


@dataclass(frozen=True, slots=True)
class Preset:
    """A kind of server. `note` says what one has to know: how the key is sent, and its quirks."""

    id: str
    name: str
    base_url: str
    note: str
    dialect: str = "chat_completions"
    template: dict = field(default_factory=dict)
    models: tuple[str, ...] = ()  # for servers that keep no list
    clocks: dict[str, float] = field(default_factory=dict)
    prefill: str = ""  # as models/abilities.py has it
    refuses: str = ""  # settings that it does not take

    def fills(self):
        """`{field of a provider: value}`."""
        name, _, _ = self.name.partition(" (")
        known = {"name": name, "base_url": self.base_url, "dialect": self.dialect, "template": self.template}
        return known | {"prefill": self.prefill, "refuses": self.refuses} | self.clocks


JOCKEY = "https://api.twelvelabs.io/v1.3"
SLOW = {"silence": 300, "thought": 600}  # an answer over videos takes up to three minutes, sometimes in silence
STORE = f"{X_API_KEY} Enter your knowledge store's id in the request template. It keeps the history itself."

PRESETS = [
    Preset(
        "edenai",
        "Eden AI",
        "https://api.edenai.run/v3/llm",
        f"{BEARER} Models are named provider/model. Its newer documents name https://api.edenai.run/v3.",
    ),
    Preset("n1n", "n1n.ai", "https://api.n1n.ai/v1", f"{BEARER} Token counts come at the end of the stream."),
    Preset(
        "sovereigneg",
        "Sovereign EG",
        "https://sovereigneg.com/v1",
        f"{BEARER} A stopped reply is billed up to the moment it was stopped.",
    ),
    Preset(
        "smai",
        "SMAI",
        "https://api.smai.ai/v1",
        f"{BEARER} It counts no tokens in a stream. Its o-series and “pro” models need the entry for responses.",
    ),
    Preset(
        "smai_responses",
        "SMAI (responses)",
        "https://api.smai.ai/v1",
        f"{BEARER} For its o-series and “pro” models.",
        dialect="responses",
    ),
    Preset(
        "jockey_a",
        "TwelveLabs Jockey (video cognition system)",
        JOCKEY,
        STORE,
        dialect="twelvelabs",
        template={"tools": [{"type": "knowledge_store", "knowledge_store_id": ""}]},
        models=("jockey1.0",),
        clocks=SLOW,
    ),
    Preset(
        "jockey_b",
        "TwelveLabs Jockey (video agents)",
        JOCKEY,
        STORE,
        dialect="twelvelabs",
        template={"knowledge_store_id": ""},
        models=("jockey1.0",),
        clocks=SLOW,
    ),
    Preset(
        "jockey_c",
        "TwelveLabs Jockey (SDK 1.3)",
        JOCKEY,
        f"{STORE} This generation takes no model: the empty one in the template keeps ours from being sent.",
        dialect="twelvelabs",
        template={"knowledge_store_id": "", "model": ""},
        models=("jockey1.0",),
        clocks=SLOW,
    ),
    Preset(
        "openai",
        "OpenAI",
        "https://api.openai.com/v1",
        f"{BEARER} Its list holds models that do not chat too: withdraw those that people should not see.",
    ),
    Preset(
        "openai_responses",
        "OpenAI (responses)",
        "https://api.openai.com/v1",
        f"{BEARER} Shows summaries of the reasoning where a model gives them.",
        dialect="responses",
    ),
    Preset(
        "openrouter",
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        f"{BEARER} The extra headers HTTP-Referer and X-Title may name your site. It lists hundreds of models.",
    ),
    Preset(
        "mistral",
        "Mistral",
        "https://api.mistral.ai/v1",
        f"{BEARER} It refuses settings that it does not know; the first such refusal is learned from by itself.",
        prefill="prefix",
        refuses="seed",
    ),
    Preset("groq", "Groq", "https://api.groq.com/openai/v1", f"{BEARER} It limits requests a minute strictly."),
    Preset("deepseek", "DeepSeek", "https://api.deepseek.com/v1", f"{BEARER} When busy it sends only signs of life."),
    Preset(
        "vllm",
        "vLLM",
        "http://127.0.0.1:8000/v1",
        f"{NO_KEY} Its usual port, 8000, is this site's too: change one.",
        prefill="flag",
    ),
    Preset(
        "llamacpp",
        "llama.cpp",
        "http://127.0.0.1:8080/v1",
        f"{NO_KEY} The context size is the server's own.",
        prefill="last",
    ),
    Preset(
        "ollama",
        "Ollama",
        "http://127.0.0.1:11434/v1",
        f"{NO_KEY} A model is loaded at its first question.",
        prefill="last",
    ),
    Preset("lmstudio", "LM Studio", "http://127.0.0.1:1234/v1", f"{NO_KEY} Switch its local server on first."),
    Preset(
        "litellm",
        "LiteLLM",
        "http://127.0.0.1:4000/v1",
        f"{BEARER} It repeats calls by itself; its own limits of time should be longer than those here.",
    ),
]
BY_ID = {preset.id: preset for preset in PRESETS}


def find(id_):
    """The preset of that id, or None."""
    return BY_ID.get(id_)


def of(base_url):
    """The first preset of a public server at this address, or None."""
    at = origin(base_url)
    return next(
        (preset for preset in PRESETS if preset.base_url.startswith("https:") and origin(preset.base_url) == at), None
    )
