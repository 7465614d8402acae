"""The words are complete: every key in both languages, with the same blanks, and every key the code names."""

import ast
import re
import string
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from meeting import words
from meeting.procedure.core import Refused
from meeting.web import plain
from meeting.web.panels.acts import PLACES

ROOT = Path(words.__file__).parents[1]
DOMAINS = sorted({path.stem for language in words.LANGUAGES for path in words.domains(language)})


@cache
def sentences(language, domain):
    """Key → all its forms."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: message
        for message in words.catalogue(language, domain)
        if message.id
    }


def forms(message):
    return [message.string] if isinstance(message.string, str) else list(message.string)


def blanks(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_key_stands_in_every_language_and_none_is_empty(domain):
    dutch, *others = (sentences(language, domain) for language in words.LANGUAGES)
    for other in others:
        assert set(dutch) == set(other)
    for language in words.LANGUAGES:
        for key, message in sentences(language, domain).items():
            assert all(forms(message)), f"{language} {key}"
            assert not message.fuzzy, f"{language} {key}"


@pytest.mark.parametrize("domain", DOMAINS)
def test_blanks_and_plural_forms_are_the_same_in_every_language(domain):
    dutch, *others = (sentences(language, domain) for language in words.LANGUAGES)
    for other in others:
        for key, message in dutch.items():
            assert message.pluralizable == other[key].pluralizable, key
            mine = blanks("".join(forms(message))) - {"n"}
            assert mine == blanks("".join(forms(other[key]))) - {"n"}, key
            if message.pluralizable:
                assert len(forms(message)) == len(forms(other[key])) == 2, key


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_key_stands_in_two_catalogues(language):
    seen = [key for path in words.domains(language) for key in sentences(language, path.stem)]
    assert [key for key, times in Counter(seen).items() if times > 1] == []


@cache
def calls():
    """Every call in our code that begins with words: (file, function, words)."""
    return [
        (path.relative_to(ROOT), getattr(node.func, "attr", getattr(node.func, "id", "")), node.args[0].value)
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        if isinstance(node.args[0].value, str)
    ]


def literals(function_names):
    """Every literal first argument of these calls in our code: (file, key)."""
    return [(path, said) for path, name, said in calls() if name in function_names]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_refusal_has_a_sentence(language):
    known = words.translator(language)
    reasons = {reason for _, reason in literals({"Refused", "as_page", "refusal"})}
    reasons |= {"box_gone", "foreign_host", "foreign_origin"}  # these are not said in the call itself
    assert [reason for reason in sorted(reasons) if f"refused.{reason}" not in known] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_no_refusal_is_left_that_nobody_says(language):
    code = "\n".join(path.read_text() for path in ROOT.rglob("*.py"))
    unsaid = [
        key for key in sentences(language, "refusals") if key.startswith("refused.") and f'"{key[8:]}"' not in code
    ]
    assert unsaid == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_key_that_code_names_has_words(language):
    known = words.translator(language)
    named = list(literals({"words", "n"}))
    missing = [
        (str(path), key) for path, key in named if re.fullmatch(r"[a-z_]+(\.[a-z_0-9]+)+", key) and key not in known
    ]
    assert missing == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_key_that_a_view_names_has_words(language):
    named = [(path, key) for path, key in literals({"key"}) if path.parts[0] == "views"]
    on_phones = {key for path, key in named if path.stem in ("phone", "stage")}
    assert on_phones
    assert sorted(on_phones - set(words.phone_words(language))) == []
    known = words.translator(language)
    said = {key for _, key in named if key in known or f"room.{key}" in known}
    assert sorted({key for _, key in named} - said) == []


def test_the_log_of_acts_fills_every_blank_of_its_sentences():
    told = {
        name
        for domain in DOMAINS
        for key, message in sentences("nl", domain).items()
        if key.startswith("acted.")
        for form in forms(message)
        for name in blanks(form)
    }
    assert told <= {*PLACES, "act"}


def test_a_missing_key_and_a_missing_value_raise_while_tests_run():
    known = words.translator("nl")
    with pytest.raises(KeyError):
        known("there.is.no.such.key")
    with pytest.raises(KeyError):
        known("refused.text_too_long")


def test_one_and_many_are_told_apart():
    known = words.translator("en")
    assert known.n("refused.positions_open", 1).startswith("1 need is")
    assert known.n("refused.positions_open", 3).startswith("3 needs are")


def test_a_catalogue_that_was_changed_is_compiled_anew(tmp_path, monkeypatch):
    for language in words.LANGUAGES:
        (tmp_path / language).mkdir()
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    source = tmp_path / "nl" / "try.po"
    monkeypatch.setattr(words, "_HERE", tmp_path)
    for sentence in ("eerst", "daarna"):
        source.write_text(f'{head}msgid "try.key"\nmsgstr "{sentence}"\n')
        compiled = source.with_suffix(".mo")
        if compiled.exists():
            import os

            os.utime(source, ns=(compiled.stat().st_mtime_ns + 1, compiled.stat().st_mtime_ns + 1))
        words.translator.cache_clear()
        assert words.translator("nl")("try.key") == sentence
    words.translator.cache_clear()


def test_a_refusal_shows_no_more_than_its_reason():
    assert str(Refused("text_too_long", over=3)) == "text_too_long"


INFORMAL = re.compile(r"\b(je|jij|jou|jouw|jouwe|jezelf|jullie)\b", re.IGNORECASE)
FOR_PARTICIPANTS = ("phone", "room", "refusals", "report", "paper")
FOR_PEOPLE = ("say.", "commissioner.", "room.", "report.", "choose.", "team.")
FOR_STAFF = {
    "refused.capacity_taken",
    "paper.sheet.host.for",
    "paper.host.use",
    "paper.host.never",
    "refused.not_a_number",
    "refused.counts_shown",
    "refused.block_active",
    "refused.block_visited",
    "refused.block_id",
    "refused.count_too_high",
}


@pytest.fixture
def formally():
    words.address_people("u")
    yield
    words.address_people("je")


def overlay():
    found = words.catalogue(words.FORMAL, "nl")
    return {message.id if isinstance(message.id, str) else message.id[0]: message for message in found if message.id}


def all_dutch():
    return {key: message for domain in DOMAINS for key, message in sentences("nl", domain).items()}


def test_who_is_addressed_with_u_reads_and_hears_no_je():
    for_people = {key for domain in FOR_PARTICIPANTS for key in sentences("nl", domain)} - FOR_STAFF
    for_people |= {key for key in all_dutch() if key.startswith(FOR_PEOPLE)}
    spoken = all_dutch() | overlay()
    informal = {key: forms(spoken[key]) for key in for_people if INFORMAL.search(" ".join(forms(spoken[key])))}
    assert informal == {}


def test_the_form_that_was_chosen_is_spoken_on_phones_and_everywhere_else(formally):
    assert words.translator("nl")("vote.title") == "U kunt nu stemmen."
    assert words.translator("nl").n("field.shorter", 2) == "Maak uw tekst 2 tekens korter"
    assert words.phone_words("nl")["vote.title"] == "U kunt nu stemmen."
    assert words.phone_words("nl").keys() == sentences("nl", "phone").keys()
    words.address_people("je")
    assert words.translator("nl")("vote.title") == "Je kunt nu stemmen."
    assert words.phone_words("nl")["vote.title"] == "Je kunt nu stemmen."


def test_the_formal_sentences_are_those_that_differ_and_hold_the_same_blanks():
    usual = all_dutch()
    for key, message in overlay().items():
        assert INFORMAL.search(" ".join(forms(usual[key]))), key
        assert not INFORMAL.search(" ".join(forms(message))), key
        assert re.search(r"\b(u|uw)\b", " ".join(forms(message)), re.IGNORECASE), key
        assert message.pluralizable == usual[key].pluralizable, key
        assert [blanks(text) for text in forms(message)] == [blanks(text) for text in forms(usual[key])], key


def test_the_questions_of_step_4_stay_alike():
    own, others = forms(overlay()["need.own.title"])[0], forms(all_dutch()["need.other.title"])[0]
    assert abs(len(own) - len(others)) <= 10


def test_the_console_speaks_to_the_facilitator_as_before(formally):
    assert words.translator("nl")("console.private") == "Alleen voor jou"


def test_english_knows_one_form(formally):
    formal = words.translator("en"), words.phone_words("en")
    words.address_people("je")
    assert formal[1] == words.phone_words("en")
    assert formal[0]("arrival.title") == words.translator("en")("arrival.title")


def test_a_refusal_with_a_number_is_said_in_words_also_where_one_sentence_does_for_every_number():
    told = (
        plain.sentence(Refused("how_many_beside", n=1000), "nl"),
        plain.sentence(Refused("practice_incomplete", n=4), "en"),
    )
    assert all("refused." not in each for each in told)
    assert "1000" in told[0]
