"""Numbers as a student types them, and the line that takes them."""

import re

import ipywidgets as widgets
import pytest

from backprop_core.checks import InputValueError
from backprop_core.explorers import (
    AlgorithmExplorer,
    DepthExplorer,
    StabilityExplorer,
    SummaryExplorer,
    TrainingExplorer,
)
from backprop_core.explorers.kit import controls
from backprop_core.explorers.kit.number_box import NumberBox, Unread, WholeBox
from backprop_core.explorers.kit.tables import escape
from backprop_core.explorers.kit.typed import read_number, wanted
from backprop_core.explorers.questions.answer import is_plain, read_answer
from backprop_core.explorers.training.settings import read_eta
from tests.explorers.views import Wire, message, messages, tell, type_into

READ = {
    "0,25": 0.25, "-0,5": -0.5, "−0.5": -0.5, " 3 ": 3.0, "0,250": 0.25, "1,25": 1.25, "12,3456": 12.3456,
    "1.000": 1.0, "1e-3": 1e-3, "1,5e3": 1500.0, ",5": 0.5, "1000,5": 1000.5, "+2,5": 2.5,
}  # fmt: skip
REFUSED = ("1,000", "−1,000", "12,345", "1.000,5", "1,000.5", "1,000,000", "1.000.000", "", "x", "nan", "inf", "1e999",
           "0,,5", "1 000", "½", "\ud83d")  # fmt: skip


@pytest.mark.parametrize("text, value", READ.items())
def test_a_comma_is_read_as_a_point_wherever_a_number_is_typed(text, value):
    assert read_number(text) == read_answer(text) == value
    assert is_plain(text)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_number_or_may_be_two_is_refused_in_one_sentence(text):
    for read in (read_number, read_answer):
        with pytest.raises(InputValueError) as refused:
            read(text)
        assert re.fullmatch(r"[^\n]{10,160}[.]", str(refused.value)), refused.value


def test_the_sentence_offers_both_readings():
    with pytest.raises(InputValueError, match="^1,000 can be read in two ways; type 1000 or 1.000.$"):
        read_number("-1,000")
    assert read_answer("0,5·0,25 + 1,5") == 1.625
    for text in ("1.000,5", "1,000.5", "1,000,000"):
        with pytest.raises(InputValueError, match="nothing between thousands, like 1000.5; got '" + text):
            read_number(text)
    with pytest.raises(InputValueError, match="two ways"):
        read_answer("2 · 1,000")


VIEWS_WITH_ETA = (TrainingExplorer, AlgorithmExplorer, DepthExplorer, StabilityExplorer, SummaryExplorer)


@pytest.mark.parametrize("cls", VIEWS_WITH_ETA)
def test_a_decimal_comma_typed_into_eta_is_no_other_number(cls):
    view = cls()
    type_into(view.eta, "0,25")
    assert view.state()["eta"] == view.eta.value == view.eta.box.value == 0.25 and not message(view)
    type_into(view.eta, "1,000")
    refused = "1,000 can be read in two ways; type 1000 or 1.000. η is still 0.25."
    assert view.state()["eta"] == 0.25 and message(view) == refused
    assert view.eta.box.value == "1,000"  # what was typed stands there, to be mended
    type_into(view.eta, "1")
    assert view.state()["eta"] == view.eta.box.value == 1.0 and not message(view)


def test_noise_gain_and_threshold_take_a_comma_too():
    training, deep, stable = TrainingExplorer(data="moons"), DepthExplorer(), StabilityExplorer()
    type_into(training.noise, "0,3")
    type_into(deep.gain, "0,9")
    type_into(stable.threshold, "0,5")
    assert (training.state()["noise"], deep.state()["gain"], stable.state()["threshold"]) == (0.3, 0.9, 0.5)


def test_in_a_list_a_comma_separates_unless_there_are_semicolons():
    for text in ("0.02, 2, 100", "0.02;2;100", "0,02; 2; 100"):
        assert read_eta(text) == (0.02, 2.0, 100.0)
    with pytest.raises(InputValueError, match="two ways"):
        read_eta("1,000; 2")


def test_a_whole_number_stays_within_its_range_and_says_so():
    box = WholeBox("Seed", 3, 0, 9)
    for text, said in (
        ("10", "Seed must be from 0 to 9; got 10."),
        ("2,5", "Seed must be a whole number; got '2,5'."),
    ):
        type_into(box, text)
        assert isinstance(box.value, Unread) and str(box.value.error) == said
    type_into(box, "7,0")
    assert box.value == 7 and isinstance(box.value, int)


def test_arrow_keys_go_one_up_and_down_and_no_further_than_the_ends():
    box = WholeBox("Seed", 8, 0, 9)
    for text, by, value in (("8", 1, 9), ("9", 1, 9), ("0", -1, 0), ("4", -1, 3)):
        type_into(box, text, by=by)
        assert box.value == value
    type_into(box, "x", by=1)
    assert isinstance(box.value, Unread)
    share = controls.share_entry("Noise", 0.1, 0.05)
    for text, by, value in (("0.1", 1, 0.15), ("0,97", 1, 1.0), ("0.02", -1, 0.0)):
        type_into(share, text, by=by)
        assert share.value == value
    eta = controls.log_slider("η", 1.0, 1e-3, 1e3)
    for text, by, value in (("1", 1, 1.1), ("1", -1, 0.89), ("1000", 1, 1e3), ("0.001", -1, 1e-3), ("-2", 1, 1e-3),
                            ("5000", -1, 1e3)):  # fmt: skip
        type_into(eta, text, by=by)
        assert eta.value == value


def test_a_slider_stays_where_it_was_while_its_box_holds_what_is_refused():
    """It stood at its end, as if the number were 1000."""
    eta = controls.log_slider("η", 2.0, 1e-3, 1e3)
    for text in ("5000", "1000.1", "0", "-3", "many"):
        type_into(eta, text)
        assert eta.slider.value == 6, text
    tell(eta.slider, value=7)
    assert eta.value == eta.box.value == 2.2


def test_a_refusal_calls_a_setting_as_the_page_does_and_says_how_it_stands():
    """It spoke of eta, and the box went on showing a number that was not in force."""
    view = TrainingExplorer(N=8, pictures=())
    for control, text, said in (
        (view.eta, "5000", "η must be from 0.001 to 1000; got 5000.0. η is still 2."),
        (view.eta, "cat", "Type a number, like 0.5; got 'cat'. η is still 2."),
        (view.noise, "3", "Noise must be from 0 to 1; got 3.0. Noise is still 0.1."),
        (view.seed, "-1", "Seed must be from 0 to 4294967294; got -1. Seed is still 0."),
    ):
        type_into(control, text)
        assert view.message.value == escape(said)
        view.set(pace=5)
    view.hidden.value = "4-99"
    assert "still" not in view.message.value
    with pytest.raises(ValueError, match="^eta must be"):
        view.set(eta=5000)


def test_a_slider_moves_on_from_a_text_that_was_refused():
    eta = controls.log_slider("η", 1.0, 1e-3, 1e3)
    type_into(eta, "many")
    assert eta.value == "many" and eta.slider.value == 0
    tell(eta.slider, value=20)
    assert eta.value == eta.box.value == 10.0


def test_one_message_goes_back_for_one_number_typed():
    box = NumberBox("η", 0.5, lambda value, by: value + by)
    Wire.sent.clear()
    type_into(box, "0,75")
    assert messages() == {box.comm.comm_id: 1}


def test_the_student_may_go_to_and_fro_as_quickly_as_she_likes():
    """Also to a place where a training in Play has put the slider a moment ago, as with Home and End."""
    eta = controls.log_slider("η", 1.0, 1e-3, 1e3)
    eta.value = 3.2
    for place, value in ((0, 1.0), (10, 3.2), (20, 10.0), (10, 3.2), (0, 1.0), (20, 10.0)):
        tell(eta.slider, value=place)
        assert eta.value == value and eta.slider.value == place


@pytest.mark.parametrize("low, high", [(1e-3, 1e3), (1e-4, 1.0), (2e-5, 7.5)])
def test_a_slider_has_whole_places_from_end_to_end(low, high):
    """Others a page rounds, and sends back: η dragged in a picture went back by itself to where it had been."""
    slider = controls.log_slider("η", low, low, high)
    assert slider.at(slider.slider.min) == low and slider.at(slider.slider.max) == high
    for value in (high, 0.0123456, low):
        slider.value = value
        assert isinstance(slider.slider, widgets.IntSlider) and type(slider.slider.value) is int
        assert slider.value == value


def test_a_drag_or_a_key_stops_at_the_limits_and_what_is_typed_must_keep_them():
    for event, value in (({"kind": "change", "by": 3}, 1), ({"kind": "change", "by": -3}, 0.6),
                         ({"kind": "drag", "value": -7}, -1), ({"kind": "drag", "value": 0.25}, 0.25)):  # fmt: skip
        assert wanted(event, 0.9, limits=(-1, 1)) == pytest.approx(value)
    with pytest.raises(InputValueError, match=r"w must be from -1 to 1; got 3\.0"):
        wanted({"kind": "type", "text": "3"}, 0.9, limits=(-1, 1), name="w")
