"""How lists of names are told."""

from ploughshare.planning import wording


def test_of_many_names_the_first_are_told_and_how_many_more_there_are() -> None:
    assert wording.few("abc", 3) == "a; b; c"
    assert wording.few("abcd", 2, between=", ") == "a, b, and 2 more"
    assert wording.few_listed("abc", 3) == wording.few_listed("abc", 2) == "a, b and c"
    assert wording.few_listed("abcd", 2) == "a, b and 2 more"
