from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.crm_funnel.engine.assignment import REASONS, TIERS, Candidate, Need, choose

sets = st.frozensets(st.integers(1, 4), max_size=3)
people = st.lists(
    st.builds(
        Candidate,
        key=st.integers(1, 50),
        quota=st.integers(-1, 3),
        load=st.integers(0, 9),
        capacity=st.integers(0, 9),
        territories=sets,
        skills=sets,
        from_tier=st.sampled_from(TIERS),
        at_work=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda person: person.key,
)
needs = st.builds(Need, territory=st.none() | st.integers(1, 4), skills=sets, tier=st.sampled_from(TIERS))


@given(needs, people)
def test_everybody_is_chosen_or_fitting_or_refused_for_a_reason(need, candidates):
    choice = choose(need, candidates)
    assert set(choice.refused.values()) <= set(REASONS)
    chosen = [person for person in candidates if person.key == choice.key]
    assert bool(chosen) == (len(choice.refused) < len(candidates))
    for person in chosen:
        assert person.quota > 0 and need.skills <= person.skills
        assert not person.capacity or person.load < person.capacity
        assert not need.territory or not person.territories or need.territory in person.territories


@given(needs, people)
def test_nobody_off_duty_is_chosen_while_somebody_fitting_is_at_work(need, candidates):
    choice = choose(need, candidates)
    fitting = [person for person in candidates if person.key not in choice.refused]
    if any(person.at_work for person in fitting):
        assert next(person for person in fitting if person.key == choice.key).at_work


@given(people, st.randoms(use_true_random=False))
def test_the_order_of_the_people_does_not_matter(candidates, dice):
    shuffled = list(candidates)
    dice.shuffle(shuffled)
    assert choose(Need(), candidates).key == choose(Need(), shuffled).key


def test_equal_people_take_turns():
    people = {key: Candidate(key, quota=10) for key in (1, 2, 3)}
    got = []
    for _ in range(6):
        choice = choose(Need(), people.values())
        people[choice.key] = people[choice.key].took()
        got.append(choice.key)
    assert got == [1, 2, 3, 1, 2, 3]


def test_the_filter_of_the_member_is_respected():
    choosy = Candidate(1, quota=5, accepts=frozenset([10]))
    assert choose(Need(), [choosy], lead=10).key == 1
    assert choose(Need(), [choosy], lead=11).refused == {1: "domain"}
