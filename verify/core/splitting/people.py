"""Who a surname means: the full forms an article gives of its people, and what it says of them."""

from dataclasses import dataclass, field

from verify.core.splitting.names import SUFFIXES, Name, given_names


@dataclass(slots=True)
class Person:
    """One person of the article: the fullest form of the name, the titles before it and the pronoun, where known."""

    full: str
    titles: set[str] = field(default_factory=set)
    pronoun: str | None = None

    def called(self) -> str | None:
        """Either "he" or "she" where a title or the given name tells."""
        return self.pronoun or given_names().get(self.full.split(maxsplit=1)[0].lower())


@dataclass(slots=True)
class People:
    """The people of an article by surname; two who share one are told apart or left as the article has them."""

    by_surname: dict[str, list[Person]] = field(default_factory=dict)
    stranger: dict[str, str] = field(default_factory=dict)
    """Surnames that stood alone before any full form did, and the title they stood with."""
    forms: set[str] = field(default_factory=set)
    alone: set[str] = field(default_factory=set)
    """Surnames of people whom the article never names in full."""

    def learn(self, name: Name) -> None:
        """Take in one mention of a person, in the order of the article."""
        parts = _parts(name.text)
        if len(parts) < 2:
            if parts and parts[0] not in self.by_surname:
                self.stranger.setdefault(parts[0], name.title)
            return
        known = self._same(parts)
        if known is None:
            known = Person(name.text)
            self.by_surname.setdefault(parts[-1], []).append(known)
        elif len(name.text) > len(known.full):
            known.full = name.text
        known.titles |= {name.title} - {""}
        known.pronoun = known.pronoun or name.pronoun
        self.forms |= {name.text, known.full}

    def find(self, name: Name) -> str | None:
        """The full form where it is certain; the name itself where it is a person's all the same; None for another name."""
        parts = _parts(name.text)
        if not parts:
            return None
        sharing = self.by_surname.get(parts[-1], [])
        if len(parts) > 1:
            known = self._same(parts)
            return known.full if known is not None else name.text if name.person else None
        fitting = [one for one in sharing if self._may_be(one, name)]
        if len(sharing) == 1 and len(fitting) == 1 and self._introduced(parts[0], fitting[0], name):
            return fitting[0].full
        if len(sharing) > 1 and len(fitting) == 1 and (name.pronoun or name.title in fitting[0].titles):
            return fitting[0].full
        return name.text if sharing or name.person or parts[0] in self.alone else None

    def _same(self, parts: list[str]) -> Person | None:
        """The person with this surname and one of these given names."""
        for one in self.by_surname.get(parts[-1], []):
            given = _parts(one.full)[:-1]
            if set(parts[:-1]) & set(given) or _short_for(parts[0], given[0]) or _short_for(given[0], parts[0]):
                return one
        return None

    def _may_be(self, one: Person, name: Name) -> bool:
        return name.pronoun is None or one.called() in (name.pronoun, None)

    def _introduced(self, surname: str, one: Person, name: Name) -> bool:
        """Whether the full form came first, or the title under which the surname came before it is this person's."""
        title = self.stranger.get(surname)
        if title is None:
            return True
        return title in one.titles or (name.pronoun is not None and one.called() == name.pronoun)


def _short_for(short: str, given: str) -> bool:
    """Whether a given name is cut from another: "Pat" from "Patrick"."""
    return len(short) >= 3 and given.startswith(short)


def _parts(text: str) -> list[str]:
    return [word for word in text.split() if word not in SUFFIXES]
