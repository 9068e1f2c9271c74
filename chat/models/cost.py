"""What a reply cost, in the money that the prices of its model are written in."""

from decimal import Decimal

MILLION = Decimal(1_000_000)


def cost(reply):
    """The cost by today's prices, a Decimal; None where tokens or prices are not known."""
    model = reply.language_model
    counted = reply.prompt_tokens, reply.completion_tokens
    if not model or None in (*counted, model.price_in, model.price_out):
        return None
    return (counted[0] * model.price_in + counted[1] * model.price_out) / MILLION
