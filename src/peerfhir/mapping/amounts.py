"""What a line of a Claim asks for, and what units of it are worth, as Money.

Of lines in which `claim_faults` finds nothing.
"""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from peerfhir.mapping.elements import Json

_CENT = Decimal("0.01")


def submitted(line: Json) -> Json | None:
    """What a line asks for, as Money: its net, else price times quantity; None when it names no amount."""
    net, price, quantity = (line.get(name, {}) for name in ("net", "unitPrice", "quantity"))
    if "value" in net:
        return dict(net)
    if "value" in price and "value" in quantity:
        return _money(Decimal(price["value"]) * Decimal(quantity["value"]), price)
    return None


def payable(line: Json, units: int) -> Json | None:
    """What so many units of a line are worth, in cents (half up): their part of the net, else price times units.

    Never more than is submitted: where rounding would add to a net in fractions of a cent, the fraction is dropped.
    """
    net, price, quantity = (line.get(name, {}) for name in ("net", "unitPrice", "quantity"))
    if "value" in net and quantity.get("value"):
        asked = Decimal(net["value"])
        money = _money(asked * units / Decimal(quantity["value"]), net)
        return money if money["value"] <= asked else money | {"value": asked.quantize(_CENT, ROUND_DOWN)}
    if "value" in price:
        return _money(Decimal(price["value"]) * units, price)
    return None


def _money(value: Decimal, like: Json) -> Json:
    cents = Decimal(value).quantize(_CENT, ROUND_HALF_UP)
    return {"value": cents, "currency": like.get("currency", "USD")}
