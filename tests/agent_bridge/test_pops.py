"""The board: who sees which pop, and that nothing of a finished call ever stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis.strategies import integers, lists, permutations, sampled_from, tuples

from agent_bridge.briefing import NOTHING, Briefing
from agent_bridge.events import AgentConnect
from agent_bridge.feed import Feed, FellBehind, Hello, News, Numbered, Screen
from agent_bridge.pops import Gone, Pop, PopBoard, PopChange, PopGone, PopShown, PopState
from storage.ids import CallId, GroupId, PersonId
from storage.masked import PhoneNumber

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
CALL, GROUP = CallId("n1-1.0"), GroupId("yunnan-experts")
ZHOU, LI = PersonId("yn-expert-1"), PersonId("yn-expert-2")
BRIEFING = Briefing(PhoneNumber("13800005678"), None, NOTHING, NOTHING, NOTHING, None, NOTHING)


def ringing(person: PersonId, channel: str, call: CallId = CALL) -> Pop:
    return Pop(call, GROUP, person, channel, NOW, BRIEFING)


def connect(person: PersonId, channel: str, call: CallId = CALL) -> AgentConnect:
    return AgentConnect(call, GROUP, person, channel, waited_s=1)


def said(changes: tuple[PopChange, ...]) -> list[tuple[PersonId, str]]:
    return [(one.pop.person, one.pop.state.value if isinstance(one, PopShown) else one.reason.value) for one in changes]


def test_a_ringing_telephone_pops_on_its_own_screen_alone() -> None:
    board = PopBoard()
    assert said(board.offer(ringing(ZHOU, "a1"))) == [(ZHOU, "ringing")]
    assert board.current(LI) == ()


def test_the_same_ringing_told_twice_pops_once() -> None:
    board = PopBoard()
    board.offer(ringing(ZHOU, "a1"))
    assert board.offer(ringing(ZHOU, "a1")) == ()


def test_when_one_answers_the_others_pops_vanish() -> None:
    board = PopBoard()
    board.offer(ringing(ZHOU, "a1"))
    board.offer(ringing(LI, "a2"))
    assert said(board.connected(connect(ZHOU, "a1"), NOW)) == [(ZHOU, "talking"), (LI, "answered_elsewhere")]


def test_a_telephone_that_rang_out_loses_its_pop() -> None:
    board = PopBoard()
    board.offer(ringing(ZHOU, "a1"))
    assert said(board.not_answered("a1")) == [(ZHOU, "not_answered")]


def test_a_caller_who_left_is_told_from_a_queue_whose_time_was_up() -> None:
    board = PopBoard()
    board.offer(ringing(ZHOU, "a1"))
    assert said(board.left_queue(CALL, GROUP)) == [(ZHOU, "not_answered")]
    board.offer(ringing(LI, "a2"))
    board.hanging_up(CALL)
    assert said(board.left_queue(CALL, GROUP)) == [(LI, "caller_left")]


def test_a_conversation_ends_with_its_call() -> None:
    board = PopBoard()
    board.offer(ringing(ZHOU, "a1"))
    board.connected(connect(ZHOU, "a1"), NOW)
    assert said(board.completed("a1")) == [(ZHOU, "ended")]


def test_after_a_lost_link_pops_of_calls_that_are_gone_vanish() -> None:
    board = PopBoard()
    board.offer(ringing(ZHOU, "a1"))
    board.offer(ringing(LI, "b1", CallId("n1-2.0")))
    assert said(board.retain(frozenset({"n1-2.0", "b1"}))) == [(ZHOU, "caller_left")]
    assert [pop.call for pop in board] == ["n1-2.0"]


Step = Callable[[PopBoard], tuple[PopChange, ...]]


def telephone(call: CallId, person: PersonId, channel: str) -> list[Step]:
    def offered(board: PopBoard) -> tuple[PopChange, ...]:
        return board.offer(ringing(person, channel, call))

    def connected(board: PopBoard) -> tuple[PopChange, ...]:
        return board.connected(connect(person, channel, call), NOW)

    def filled(board: PopBoard) -> tuple[PopChange, ...]:
        return board.fill(channel, BRIEFING)

    def hung_up(board: PopBoard) -> tuple[PopChange, ...]:
        return board.hung_up(channel)

    return [offered, connected, filled, hung_up]


def story(call: CallId) -> list[Step]:
    """Everything that one call can bring: three telephones ring, one talks, all end, the caller's channel last."""
    people = (ZHOU, LI, PersonId("yn-expert-3"))
    phones = [
        step for number, person in enumerate(people) for step in telephone(call, person, f"{call}-agent-{number}")
    ]
    return [*phones, lambda board: board.left_queue(call, GROUP), lambda board: board.hung_up(call)]


@settings(max_examples=60)
@given(order=permutations(range(28)), again=lists(integers(0, 27), max_size=15))
def test_no_order_of_events_leaves_a_pop_for_a_finished_call(order: list[int], again: list[int]) -> None:
    steps = story(CALL) + story(CallId("n1-2.0"))
    board = PopBoard()
    for index in (*order, *again):
        steps[index](board)
    assert list(board) == []


@settings(max_examples=40)
@given(order=permutations(range(28)), again=lists(integers(0, 27), max_size=15))
def test_a_screen_that_only_follows_the_changes_shows_what_the_board_does(order: list[int], again: list[int]) -> None:
    steps = story(CALL) + story(CallId("n1-2.0"))
    board, shown = PopBoard(), dict[str, Pop]()
    for index in (*order, *again):
        for change in steps[index](board):
            if isinstance(change, PopShown):
                shown[change.pop.agent_channel] = change.pop
            else:
                del shown[change.pop.agent_channel]
        assert set(shown.values()) == set(board)
        talking = [pop.call for pop in board if pop.state is PopState.TALKING]
        assert len(talking) == len(set(talking))


def news_of(screen: Screen) -> list[News]:
    return list(screen._news)


def test_a_screen_that_comes_back_is_told_what_it_missed_and_what_stands() -> None:
    board = PopBoard()
    feed = Feed(board, first_seq=100)
    feed.publish(board.offer(ringing(ZHOU, "a1")))
    feed.publish(board.not_answered("a1"))
    feed.publish(board.offer(ringing(ZHOU, "a2")))
    with feed.screen(ZHOU) as screen:
        feed.resume(screen, 101)
        numbers = [one.seq for one in news_of(screen) if isinstance(one, Numbered)]
    assert news_of(screen)[0] == Hello(103)
    assert numbers == [102, 103, 103]


def test_a_number_of_another_life_begins_anew() -> None:
    board = PopBoard()
    feed = Feed(board, first_seq=100)
    feed.publish(board.offer(ringing(ZHOU, "a1")))
    with feed.screen(ZHOU) as screen:
        feed.resume(screen, 17)
    assert news_of(screen) == [Hello(101), Hello(0), Numbered(101, PopShown(ringing(ZHOU, "a1")))]


def test_what_concerns_one_person_reaches_nobody_else() -> None:
    board = PopBoard()
    feed = Feed(board, first_seq=0)
    with feed.screen(ZHOU) as zhou, feed.screen(LI) as li:
        feed.publish(board.offer(ringing(ZHOU, "a1")))
        feed.publish(board.not_answered("a1"))
    gone = PopGone(ringing(ZHOU, "a1"), Gone.NOT_ANSWERED)
    assert news_of(zhou)[1:] == [Numbered(1, PopShown(ringing(ZHOU, "a1"))), Numbered(2, gone)]
    assert news_of(li) == [Hello(0)]


async def test_a_screen_that_does_not_read_is_cut_off() -> None:
    feed = Feed(PopBoard(), first_seq=0)
    with feed.screen(ZHOU) as screen:
        for number in range(1000):
            screen.push(Hello(number))
        caught = False
        try:
            async for _ in screen:
                pass
        except FellBehind:
            caught = True
    assert caught


@given(seqs=lists(tuples(integers(0, 300), sampled_from(["offer", "end"])), max_size=100), resume=integers(0, 300))
@settings(max_examples=40)
def test_replay_from_any_number_ends_with_what_the_board_shows(seqs: list[tuple[int, str]], resume: int) -> None:
    """A screen that was told everything up to a number, and resumes from it, shows what stands on the board."""
    board = PopBoard()
    feed = Feed(board, first_seq=0)
    history: list[Numbered] = []
    with feed.screen(ZHOU) as witness:
        for number, what in seqs:
            if what == "offer":
                feed.publish(board.offer(ringing(ZHOU, f"a{number}-{len(list(board))}")))
            elif standing := list(board):
                feed.publish(board.not_answered(standing[number % len(standing)].agent_channel))
        history = [one for one in news_of(witness) if isinstance(one, Numbered)]
    shown = _folded([one for one in history if one.seq <= resume])
    with feed.screen(ZHOU) as screen:
        feed.resume(screen, min(resume, history[-1].seq if history else 0))
        shown = _folded(news_of(screen), shown)
    assert shown == {pop.agent_channel for pop in board}


def _folded(news: list[News] | list[Numbered], before: set[str] | None = None) -> set[str]:
    shown = set(before or ())
    for one in news:
        if one == Hello(0):
            shown.clear()
        elif isinstance(one, Numbered) and isinstance(one.change, PopShown):
            shown.add(one.change.pop.agent_channel)
        elif isinstance(one, Numbered):
            shown.discard(one.change.pop.agent_channel)
    return shown
