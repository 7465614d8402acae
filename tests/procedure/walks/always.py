"""What holds at every moment of an evening."""

from __future__ import annotations

import itertools

from hypothesis.stateful import invariant

from meeting.procedure.ballots import BallotCast
from meeting.procedure.checking_out import HeardAsked
from meeting.procedure.clustering import cards, members, single_voices, topics
from meeting.procedure.gathering import WELCOMING
from meeting.procedure.sealing import BoxDestroyed
from meeting.procedure.state import SEVERAL, Outcome
from meeting.procedure.voting import RoundOpened, chosen_in

from ..acts import Hall
from .rounds import known_round, of_rounds


class Always:
    """Looked at after every rule of a walk."""

    hall: Hall

    @invariant()
    def who_can_be_reached_is_who_left_a_way_and_did_not_take_it_back(self) -> None:
        reachable = {each.id for each in self.hall.meeting.sign_ups.values() if each.reachable}
        assert reachable == self.hall.contacts
        assert not any(each.left for each in self.hall.meeting.sign_ups.values() if each.reachable)

    @invariant()
    def one_round_is_open_and_one_box_lives(self) -> None:
        meeting = self.hall.meeting
        assert sum(known.open for known in meeting.rounds) <= 1
        assert len(of_rounds(meeting) - chosen_in(meeting) - {known.of for known in meeting.rounds}) <= 1
        assert set(meeting.boxes) == set(self.hall.keys)
        assert not (meeting.closed_at and meeting.secrets)

    @invariant()
    def one_live_ballot_for_each_voter(self) -> None:
        for box in self.hall.meeting.boxes.values():
            for (item, voter), sealed in box.items():
                assert (item, voter) == (sealed.item, sealed.voter)
                assert item == "ballot" or not isinstance(sealed, BallotCast)
                if isinstance(sealed, BallotCast):
                    assert 1 <= len(sealed.choice) <= known_round(self.hall.meeting, sealed.round_id).cap

    @invariant()
    def a_result_is_shown_only_after_the_close(self) -> None:
        for known in self.hall.meeting.rounds:
            counted_up = known.choice if known.kind in SEVERAL else known.tally
            assert (counted_up is not None) is (known.closed_at is not None)
            assert not (known.shown and counted_up is None)
            assert not (known.cancelled and (counted_up or known.shown))

    @invariant()
    def boxes_live_exactly_as_long_as_they_may(self) -> None:
        meeting = self.hall.meeting
        for known in meeting.rounds:
            if known.later is not None and known.later.emptied and known.id in meeting.boxes:
                assert known.waits
                assert known.decision < meeting.decision
                assert {item for item, _ in meeting.boxes[known.id]} <= {"ballot", "later"}
                assert not any(isinstance(each, BallotCast) for each in meeting.boxes[known.id].values())
            elif known.id in meeting.boxes:
                assert known.decision == meeting.decision
                assert not known.cancelled
                assert known.outcome not in (Outcome.REJECTED, Outcome.TIE, Outcome.DIVIDED)
                behind = {*chosen_in(meeting), meeting.rounds[-1].of}
                assert known is meeting.rounds[-1] or known.id in behind
            elif known.open:
                raise AssertionError("an open round without a box")
        told = [event.round_id for event in self.hall.log if isinstance(event, BoxDestroyed)]
        opened = [event.round_id for event in self.hall.log if isinstance(event, RoundOpened | HeardAsked)]
        assert set(opened) - set(told) == set(meeting.boxes)

    @invariant()
    def needs_that_contradict_each_other_are_never_both_added(self) -> None:
        for position in self.hall.meeting.positions:
            for other in map(self.hall.meeting.position_of, position.conflicts):
                assert other is not None
                assert position.id in other.conflicts
                assert not (position.carried and other.carried)

    @invariant()
    def a_no_that_wants_no_more_questions_is_never_asked_about(self) -> None:
        assert not any(position.final and position.open for position in self.hall.meeting.positions)

    @invariant()
    def what_is_told_of_being_heard_points_at_nobody(self) -> None:
        heard = self.hall.meeting.heard
        assert heard is None or all(n is None or n >= 5 for _, n in heard.cells)

    @invariant()
    def every_viewpoint_can_be_reached(self) -> None:
        views = self.hall.meeting.viewpoints.values()
        assert sorted(view.number for view in views) == list(range(1, len(views) + 1))
        blocks = {block.id for block in self.hall.meeting.sheet if block.step in WELCOMING}
        assert all(view.block in blocks for view in views)

    @invariant()
    def every_voice_lies_in_one_topic_or_stands_by_itself(self) -> None:
        meeting = self.hall.meeting
        together = [each.id for topic in topics(meeting) for each in members(meeting, topic)]
        alone = [each.id for each in single_voices(meeting)]
        assert sorted([*together, *alone]) == sorted({each.id for each in cards(meeting)} | set(together))
        for topic in meeting.clusters.values():
            assert all(meeting.viewpoints[each].cluster == topic.id for each in topic.viewpoints)

    @invariant()
    def who_recognises_what_is_known_once(self) -> None:
        meeting = self.hall.meeting
        for viewpoint_id, known in meeting.recognitions.items():
            assert known.people == {
                each.id for each in meeting.participants.values() if viewpoint_id in each.recognised
            }

    @invariant()
    def every_stay_has_its_time(self) -> None:
        for here, there in itertools.pairwise(self.hall.meeting.visits):
            assert there.at >= here.at
