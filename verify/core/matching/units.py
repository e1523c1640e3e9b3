"""Currencies, measures and scales as texts write them, each with the unit that it is compared in."""

SCALES: dict[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "mln": 1e6,
    "mn": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bln": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "trn": 1e12,
    "tn": 1e12,
    "dozen": 12.0,
}

BEFORE_NUMBER: dict[str, str] = {
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "r$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₺": "TRY",
    "₽": "RUB",
    "₩": "KRW",
    "₴": "UAH",
    "₪": "ILS",
    "chf": "CHF",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
    "jpy": "JPY",
}
"""A bare "$" is a US dollar until words say otherwise."""

_CURRENCIES = {
    "USD": "dollar, dollars, usd, us dollar, us dollars, u.s. dollars, american dollars",
    "AUD": "australian dollars, aud",
    "CAD": "canadian dollars, cad",
    "EUR": "euro, euros, eur",
    "GBP": "pound, pounds, gbp, pounds sterling, british pounds",
    "JPY": "yen, jpy",
    "INR": "rupee, rupees, inr",
    "TRY": "lira, liras, turkish lira",
    "RUB": "rouble, roubles, ruble, rubles, rub",
    "CNY": "yuan, renminbi, cny",
    "CHF": "francs, chf, swiss francs",
    "SEK": "kronor, krona",
    "KRW": "korean won, south korean won",
    "MXN": "pesos, peso",
    "cent": "cents, cent",
}
_MEASURES: dict[str, dict[str, float]] = {
    "m": {
        "kilometre, kilometres, kilometer, kilometers, km, kms": 1000,
        "metre, metres, meter, meters, m": 1,
        "centimetre, centimetres, centimeter, centimeters, cm": 0.01,
        "mile, miles": 1609.344,
        "yard, yards": 0.9144,
        "foot, feet, ft": 0.3048,
        "inch, inches": 0.0254,
    },
    "kg": {
        "kilogram, kilograms, kilogramme, kilogrammes, kilo, kilos, kg": 1,
        "gram, grams, gramme, grammes": 0.001,
        "tonne, tonnes, metric tons, metric tonnes": 1000,
        "ton, tons": 907.18474,
        "lb, lbs": 0.45359237,
        "ounce, ounces": 0.0283495,
    },
    "ha": {
        "hectare, hectares, ha": 1,
        "acre, acres": 0.404686,
        "square kilometre, square kilometres, square kilometer, square kilometers, sq km": 100,
        "square mile, square miles": 258.999,
    },
    "s": {
        "second, seconds": 1,
        "minute, minutes, min, mins": 60,
        "hour, hours, hrs": 3600,
        "day, days": 86400,
        "week, weeks": 604800,
    },
    "months": {
        "month, months": 1,
        "year, years, yrs, years old, year old": 12,
        "decade, decades": 120,
        "century, centuries": 1200,
    },
    "%": {"%, percent, per cent, pct": 1},
    "points": {"percentage point, percentage points, percent points, point, points, pp": 1},
}


def _table() -> dict[str, tuple[str, float]]:
    table: dict[str, tuple[str, float]] = {}
    for currency, said in _CURRENCIES.items():
        table |= dict.fromkeys(said.split(", "), (currency, 1.0))
    for unit, sizes in _MEASURES.items():
        for said, size in sizes.items():
            table |= dict.fromkeys(said.split(", "), (unit, float(size)))
    return table


AFTER_NUMBER = _table()
"""What follows a number → the unit it is compared in, and how many of that one makes."""
MONEY = frozenset((*_CURRENCIES, *BEFORE_NUMBER.values()))
TIMES = frozenset(("s", "months"))
SIZES = frozenset(("m", "kg", "ha"))
