"""Why answers end, in the providers' words and in ours."""

REASONS = {
    "length": {"length", "max_tokens", "model_length", "max_output_tokens", "max_completion_tokens", "token_limit"},
    "tool_calls": {"tool_calls", "tool_call", "function_call", "tool_use"},
    "content_filter": {
        "content_filter", "content_filtered", "safety", "recitation", "prohibited_content", "blocklist", "spii",
        "sensitive", "refusal", "guardrail_intervened", "moderation", "image_safety", "language",
    },
    "error": {"error", "network_error", "malformed_function_call"},
}  # fmt: skip
NONE = {"null", "none"}  # a missing reason, written by servers that make strings of everything
OURS = {theirs: ours for ours, all_theirs in REASONS.items() for theirs in all_theirs}


def ours(raw: str) -> str:
    """ "length", "tool_calls", "content_filter", "error", or "stop" for all other words, known or not."""
    return OURS.get(raw.lower(), "stop")
