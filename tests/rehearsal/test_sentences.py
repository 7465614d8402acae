"""The bank of sentences: what residents say fits the phone as it is, what is hostile is refused or made harmless."""

import pytest

from meeting.procedure import text
from meeting.procedure.core import Refused
from meeting.rehearsal.sentences import bank

LIMITS = {
    "missing": text.NAME,
    "reworded": text.QUESTION,
    "because": text.REASON,
    "proposal": text.PROPOSAL,
    "declined": text.REASON,
    "parked": text.REASON,
    "owner": text.NAME,
}


@pytest.mark.parametrize("kind", [kind for kind in vars(bank()) if kind != "hostile"])
def test_every_sentence_fits_and_stays_as_it_was_written(kind):
    for sentence in getattr(bank(), kind):
        assert text.clean(sentence, LIMITS.get(kind, text.VIEWPOINT)) == sentence


def test_there_are_several_hundred_and_none_stands_there_twice():
    said = [sentence for kind in vars(bank()).values() for sentence in kind]
    assert len(said) > 300
    assert len(set(said)) == len(said)


def test_the_longest_fill_the_field_and_the_shortest_are_one_word():
    lengths = sorted(text.graphemes(sentence) for sentence in bank().view)
    assert lengths[0] < 8
    assert lengths[-1] > 130


def test_hostile_sentences_are_refused_or_lose_what_is_invisible():
    refused = 0
    for sentence in bank().hostile:
        try:
            assert not set(text.clean(sentence, text.VIEWPOINT)) & set("\x00\u200b\u202e\u202c")
        except Refused:
            refused += 1
    assert 0 < refused < len(bank().hostile) / 2
