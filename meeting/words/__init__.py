"""Every sentence people read: gettext catalogues by language and domain, asked for by key."""

from __future__ import annotations

import io
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

LANGUAGES = ("nl", "en")
_HERE = Path(__file__).parent
FORMAL = "formal"
_spoken = {FORMAL: False}


class Words:
    """The sentences of one language: `words("vote.open", name=value)`, and `words.n("key", n)` for one or many.

    A key without a sentence raises KeyError while tests run; in service it shows as itself,
    because half a screen helps a room more than none.
    """

    def __init__(self, language: str, sentences: Translations) -> None:
        self.language = language
        self._sentences = sentences

    def __call__(self, key: str, /, **values: Any) -> str:
        return self._fill(key, self._sentences.ugettext(key), values)

    def n(self, key: str, n: int, /, **values: Any) -> str:
        """The sentence for this number, or the one there is for every number; `{n}` is filled with it."""
        counted = self._sentences.ungettext(key, key, n)
        return self._fill(key, counted if counted != key else self._sentences.ugettext(key), {"n": n, **values})

    def __contains__(self, key: str) -> bool:
        return self._sentences.ugettext(key) != key

    def _fill(self, key: str, sentence: str, values: dict[str, Any]) -> str:
        strict = "pytest" in sys.modules
        if sentence == key:
            if strict:
                raise KeyError(f"{self.language}: no words for {key}")
            return key
        try:
            return sentence.format_map(values) if "{" in sentence else sentence
        except (KeyError, IndexError):
            if strict:
                raise
            return sentence


def address_people(form: str) -> None:
    """Choose, before anybody comes in, how people who take part are addressed: "je", or "u" where a language has it.

    With "u" the sentences of `formal/<language>.po` stand in the place of those with the same keys.
    """
    _spoken[FORMAL] = form == "u"
    translator.cache_clear()
    phone_words.cache_clear()
    light_words.cache_clear()


@cache
def translator(language: str) -> Words:
    """The words of a language; of Dutch where the language is not known."""
    language = language if language in LANGUAGES else LANGUAGES[0]
    merged = Translations()
    for domain in domains(language):
        merged.merge(_sentences(domain))
    for domain in _formal(language):
        merged.merge(_sentences(domain))
    return Words(language, merged)


@cache
def phone_words(language: str) -> dict[str, str | list[str]]:
    """The words the phone's page loads: key → text, or [one, many]."""
    words = _texts(catalogue(language, "phone"))
    for domain in _formal(language):
        words |= {key: text for key, text in _texts(_read(domain)).items() if key in words}
    return words


LINE = ("busy", "again", "refused", "ok", "practice", "call.", "field.", "language.", "link.", "net.")
"""What of the phone's words every light page needs: how the line is, and what became of what was sent."""


@cache
def light_words(language: str, domain: str) -> dict[str, str | list[str]]:
    """The words that a light page of who helps loads: those of its own catalogue, and how the line is."""
    shared = {key: text for key, text in phone_words(language).items() if key.startswith(LINE)}
    return shared | _texts(catalogue(language, domain))


def domains(language: str) -> list[Path]:
    """The catalogues of a language, as people write them."""
    return sorted((_HERE / language).glob("*.po"))


def catalogue(language: str, domain: str) -> Catalog:
    """One catalogue as it was written. Raises OSError when there is none."""
    return _read(_HERE / language / f"{domain}.po")


def compile_all() -> int:
    """Compile every catalogue anew; how many there are."""
    found = [domain for language in LANGUAGES for domain in domains(language)]
    found += (_HERE / FORMAL).glob("*.po")
    for domain in found:
        domain.with_suffix(".mo").write_bytes(_compiled(domain))
    return len(found)


def _formal(language: str) -> list[Path]:
    """What stands in the place of usual sentences now; not every language has a formal form."""
    domain = _HERE / FORMAL / f"{language}.po"
    return [domain] if _spoken[FORMAL] and domain.exists() else []


def _texts(known: Catalog) -> dict[str, str | list[str]]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            message.string if isinstance(message.string, str) else list(message.string or ())
        )
        for message in known
        if message.id
    }


def _sentences(domain: Path) -> Translations:
    """A catalogue from its compiled file, which is made first where it is missing or older."""
    compiled = domain.with_suffix(".mo")
    if not compiled.exists() or compiled.stat().st_mtime_ns < domain.stat().st_mtime_ns:
        content = _compiled(domain)
        draft = compiled.with_suffix(f".{os.getpid()}")
        try:
            draft.write_bytes(content)
            draft.replace(compiled)
        except OSError:  # installed where we may not write
            return Translations(io.BytesIO(content))
    with open(compiled, "rb") as file:
        return Translations(file)


def _compiled(domain: Path) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, _read(domain))
    return buffer.getvalue()


def _read(domain: Path) -> Catalog:
    language = domain.stem if domain.parent.name == FORMAL else domain.parent.name
    with open(domain, "rb") as file:
        return read_po(file, locale=language, abort_invalid=True)
