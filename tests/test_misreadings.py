"""Misreadings: what was read for what is found wherever it stands, and clean sentences are left alone."""

from __future__ import annotations

import numpy as np
import pytest

from digitize.language import confidence, model_file, ngrams
from digitize.language import misreadings as together
from digitize.language.misreadings import misreadings
from digitize.language.ngrams import Reading

MODEL = model_file.load()
SURE, LIKELY = 0.9, 0.5


def repairs(text: str, least: float) -> dict[int, str]:
    """The likeliest reading of each place that is at least so likely."""
    found = misreadings(text, Reading(model_file.load(), text))
    chances, _ = confidence.confidences(found, text)
    best = confidence.best(found.places, chances)
    return {int(found.places[at]): chr(found.characters[at]) for at in best if chances[at] >= least}


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("村民们靠自已的双手修通了水渠。", "已", "己"),
        ("村民們靠自已的雙手修通了水渠，過上了好日子。", "已", "己"),
        ("施工队巳经进场。", "巳", "已"),
        ("当前迫切需耍解决的是饮水问题。", "耍", "要"),
        ("长期遭受压追的农民", "追", "迫"),
    ],
)
def test_a_misread_character_is_found(text: str, wrong: str, right: str) -> None:
    assert repairs(text, SURE) == {text.index(wrong): right}


def test_several_in_a_text_are_found_in_its_order() -> None:
    text = "施工队巳经进场。村民们靠自已的双手，当前迫切需耍解决的是饮水问题。"
    assert list(repairs(text, SURE).items()) == [(3, "已"), (13, "己"), (23, "要")]


@pytest.mark.parametrize(
    ("text", "place", "right"),
    [
        ("巳经开工的项目要加快进度。", 0, "已"),
        ("自已的孩子自已教。", 1, "己"),
        ("\n\n自已的孩子自己教。", 3, "己"),
        ("😀𠮷，靠自已的双手。", 5, "己"),
        ("一切都靠自已\n", 5, "己"),
        ("一切都靠自已", 5, "己"),
    ],
)
def test_at_the_start_and_the_end_of_a_text_too(text: str, place: int, right: str) -> None:
    assert repairs(text, LIKELY).get(place) == right


@pytest.mark.parametrize(
    "text",
    [
        "",
        "人",
        "，",
        "\n",
        "\ud800",
        "😀𠮷",
        "2018年7月GDP增长7.5%",
        "他自己动手，已经把渠道修好了。",
        "辛巳年，士兵守土，土地肥沃，末了未见一人。",
        "白日里自有太阳，目光所及，曰仁曰义。",
        "追究责任，不得强迫命令，追赶先进。",
        "诸侯纷争，候补委员等候已久。",
        "魑魅魍魉，饕餮貔貅，耄耋之年仍矍铄。",
        "村民己未年生，名王己成。",
        "春风又绿江南岸，明月何时照我还。",
        "國務院總理在會上強調，各地區要採取措施。",
    ],
)
def test_a_clean_text_is_left_alone(text: str) -> None:
    assert repairs(text, LIKELY) == {}


def test_each_reading_has_evidence_of_every_kind() -> None:
    text = "施工队巳经进场。村民们靠自已的双手。"
    found = misreadings(text, Reading(model_file.load(), text))
    assert (np.diff(found.places) >= 0).all()
    assert all(len(numbers) == len(found.places) and np.isfinite(numbers).all() for numbers in found.evidence.values())
    assert all(text[place] != chr(character) for place, character in zip(found.places, found.characters, strict=True))
    half = found.part(1, 3)
    assert half.places.tolist() == found.places[1:3].tolist()
    assert half.evidence["gain"].tolist() == found.evidence["gain"][1:3].tolist()


def test_what_is_read_in_portions_is_what_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words and sequences lie over the borders of portions, wherever these are."""
    text = "施工队巳经进场。村民们靠自已的双手，当前迫切需耍解决的是饮水问题，长期遭受压追的农民\n自已" * 2
    at_once = misreadings(text, Reading(MODEL, text))
    bits = Reading(MODEL, text).bits
    assert len(at_once.places) > 10
    for portion in range(5, 40):
        for module in (ngrams, together):
            monkeypatch.setattr(module, "PORTION", portion)
        monkeypatch.setattr(together, "_PORTION", portion)
        in_portions = misreadings(text, Reading(MODEL, text))
        assert (Reading(MODEL, text).bits == bits).all()
        assert (in_portions.places == at_once.places).all() and (in_portions.characters == at_once.characters).all()
        for name, numbers in at_once.evidence.items():
            assert (in_portions.evidence[name] == numbers).all(), name
