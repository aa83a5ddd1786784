"""Invented names in two scripts. None is a populated place of the GeoNames list (500 people up)."""

VILLAGES = (
    *("Lovivka", "Sadarka", "Yavenka", "Turishka", "Zaryshna", "Rudelka", "Versishka", "Lipishka"),
    *("Selvena", "Versorov", "Gordrel", "Liporov", "Rovarka", "Ustivka", "Brezenka", "Morvanets"),
    *("Turivka", "Selarka", "Shalorov", "Dubyshna", "Plosvena", "Koranets", "Cherdrel", "Ulvena"),
    *("Zaranka", "Rudovtsy", "Melanka", "Dubarka", "Kholyshna", "Lovvena", "Goranets", "Melarka"),
    *("Kholovtsy", "Nerivka", "Tervena", "Cherivka", "Talanka", "Kremenka", "Brezvena", "Velovtsy"),
    *("Ulivka", "Plosorov", "Rasivka", "Klenanka", "Skolyshna", "Lamarka", "Zeldrel", "Galanka"),
    *("Galutno", "Olvenka", "Ostelka", "Ustorov", "Skolenka", "Dolishka", "Lamorov", "Zelelka"),
    *("Kremutno", "Teryshna", "Sadutno", "Solarka", "Starishka", "Shalosna", "Rasosna", "Velyshna"),
    *(
        "Talovtsy",
        "Starovtsy",
        "Polorov",
        "Ostvyna",
        "Kalyshna",
        "Pervosna",
        "Dolanets",
        "Korovtsy",
    ),
)

STREETS = (
    *(
        "River",
        "Orchard",
        "Mill",
        "Station",
        "Church",
        "Meadow",
        "School",
        "Market",
        "Bridge",
        "Upper",
    ),
    *("Lower", "Linden", "Willow", "Well", "Garden", "Chapel", "Forge", "Ferry", "Brick", "Poplar"),
)

_LETTERS = {
    **{"shch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "ya": "я", "yu": "ю"},
    **dict(zip("abvgdezyiklmnoprstufh", "абвгдезиіклмнопрстуфх", strict=True)),
    **{"ye": "є", "j": "й", "c": "к"},
}


def in_cyrillic(name: str) -> str:
    """A name in Cyrillic letters, letter group by letter group."""
    text, letters = name.lower(), ""
    while text:
        size = next((n for n in (4, 2, 1) if text[:n] in _LETTERS), 0)
        letters += _LETTERS[text[:size]] if size else text[0]
        text = text[size or 1 :]
    if letters.endswith("ел"):
        letters += "ь"
    return " ".join(word[:1].upper() + word[1:] for word in letters.split(" "))
