"""What a mistake of the coach's is called and says, and which part of a notebook is to be taught again for it.

The mistakes of the coach's tables speak for themselves; here are words for what it says otherwise, spoken of a student
to a teacher, and one table of places. A part is named as its notebook names it: a test looks for each.
"""

from backprop_core.coach.diagnosis import KNOWN
from backprop_core.coach.trained import UNREAD
from backprop_core.coach.worked import KINDS
from backprop_core.explorers.questions.taught import TAUGHT, Place

from .course import GRADING

NOTEBOOKS = GRADING.parent / "notebooks"
TITLES = {title.split(" · ")[0]: title for title in TAUGHT.values()}  # "04": "04 · The deltas"

SAYS = UNREAD | {
    "not_written": "It has not been written yet.",
    "not_run": "Its cell stopped before it was there.",
    "of_the_course": "It uses a function of the course in place of its own.",
    "raises": "An error stops it.",
    "asks": "It asks for something to be typed.",
    "too_slow": "It does not come to an end.",
    "returns_none": "Nothing comes back, or something is not filled in.",
    "wrong_type": "What comes back is of another kind: a text, one thing instead of two, no number.",
    "wrong_shape": "What comes back has another shape.",
    "not_finite": "What comes back holds inf or NaN.",
    "hard_coded": "It gives the same numbers, whatever it is given.",
    "mutates_input": "The numbers are right, but it changes what it is given.",
    "accumulated": "It keeps something from one call to the next.",
    "never_the_same": "It gives other numbers each time, none of them right.",
    "wrong_helper": "It is right but for another function that it uses, a σ or σ′ of their own.",
    "coach_failed": "The coach broke down here: the points are yours to give.",
    "unknown": "The numbers are wrong, and it is no mistake that the coach knows.",
    "wrong_order": "A line needs what no line above it has computed, or does not belong there.",
    "wrong_sign": "The size is right, the sign is not.",
    "power_of_ten": "The digits are right, but the decimal point stands elsewhere.",
    "another_number": "What stands there is another number of the network.",
    "rounded": "It is close, but too few digits were carried on the way.",
    "wrong_weight": "It goes through another weight than the one that leads from this neuron to that one.",
    "wrong_delta": "The weight is right, the δ is that of another neuron.",
    "slope_missing": "It is the weight alone, without σ′(u).",
    "wrong_slope": "What the rest is multiplied by is not σ′(u) of this neuron.",
    "factor_too_many": "It has one factor too many: the steps back from the output are miscounted.",
    "factor_too_few": "It has one factor too few: the steps back from the output are miscounted.",
    "term_missing": "One of the terms of the sum is missing.",
    "eta_too_large": "Its η is too large: Err rises on the way, or ends where σ is flat.",
    "eta_too_small": "Its η is too small: Err is still falling at the end.",
}

SIGMA, SHAPES = ("01", "3 · Second step: the activation function"), ("05", "3 · The same with matrices")
SUM, LAYERS = ("01", "2 · First step: the weighted sum"), ("01", "4 · Layer after layer")
OUTPUT, HIDDEN = ("04", "1 · At the output"), ("04", "3 · In a hidden layer")
SIGNS, SEVERAL = ("04", "4 · Signs first"), ("04", "5 · Several outputs: a sum with more than one term")
BACK, PATTERNS = ("04", '6 · Why "back"?'), ("05", "7 · And again, and again")
ERR, SQUARES, MEAN = ("02", '1 · One number for "wrong"'), ("02", "Why squares?"), ("02", "3 · Sum or mean?")
DOWNHILL, FACTORS = ("02", "7 · Which way?"), ("03", "5 · Three factors")
PASSES, BY_HAND = ("05", "1 · Three passes"), ("05", "2 · By hand, number by number")
ETA, CHAIN = ("06", "4 · η too small, right, too large"), ("08", "1 · One neuron per layer")
CLIPPING, DIGITS = ("09", "5 · Clipping: shorten only what is too long"), ("06", "7 · Real handwriting")

CHECKS = {  # a check of the coach: the part that teaches what it looks at
    "sigmoid": SIGMA, "sigmoid_slope": SIGMA, "forward": LAYERS, "error": ERR, "deltas": HIDDEN, "gradients": FACTORS,
    "update": ("05", "Gradient and update"), "train_step": PASSES, "order": ("05", "4 · One number at a time"),
    "numbers": BY_HAND, "skip_deltas": ("07", "2 · Every path, or every δ once?"), "eta": ETA, "trained": DIGITS,
    "train": ("06", "1 · The algorithm, repeated"), "norms": ("08", "2 · Many neurons per layer"), "clip": CLIPPING,
    "gradient_check": ("07", "3 · Three ways to one gradient"),
}  # fmt: skip
BETTER = {  # a part: the mistakes that it clears up better than the part of their check, or (check, mistake)
    SIGMA: ("slope_of_tanh", "slope_factor_lost", "slope_formula_on_u", "zero_slope", "slope_without_brackets"),
    SUM: ("sum_over_inputs_lost", "star_for_matmul", "theta_transposed_forward", "input_left_out", "weight_added",
          "activated_before_sum", "term_missing"),
    SQUARES: ("error_not_squared", ("error", "error_absolute"), "square_of_sum", "difference_of_squares"),
    MEAN: (("error", "mean_instead_of_sum"), ("error", "sum_over_patterns_lost"), "sum_over_outputs_lost"),
    DOWNHILL: ("ascent", ("update", "wrong_sign"), ("train_step", "wrong_sign")),
    OUTPUT: ("missing_output_slope", "error_squared_in_delta", "target_left_out", ("deltas", "sum_for_difference"),
             "errors_added", "u_for_prediction", "raw_error_backpropagated", ("deltas", "missing_factor_two")),
    SIGNS: (("deltas", "wrong_sign"), ("skip_deltas", "wrong_sign"), "absolute_theta", "sign_turned_at_every_layer"),
    SEVERAL: ("single_path", "neuron_left_out", "sum_before_product", "mean_over_neurons", "neurons_share_a_row"),
    BACK: ("output_delta_everywhere", "error_for_delta", "layers_from_the_front", "first_layer_left_out"),
    SHAPES: ("untransposed_theta", "gradient_transposed", "matmul_for_star", "wrong_shape"),
    PATTERNS: (("gradients", "sum_over_patterns_lost"), ("gradients", "pattern_left_out"), "step_each_pattern",
               ("gradients", "mean_instead_of_sum"), "patterns_mixed"),
    CHAIN: ("factor_too_many", "factor_too_few"),
    ("06", "5 · Why the first weights are random"): ("symmetric",),
}  # fmt: skip
PARTS = {each: part for part, mistakes in BETTER.items() for each in mistakes}


BY_HAND_RECIPES = {recipe for _, recipe in KINDS.values() if recipe}
PYTHON = "Python itself"
NOT_TAUGHT = {  # what no notebook clears up: it is Python, or how the coach is to be answered
    "not_written", "not_run", "of_the_course", "raises", "asks", "too_slow", "returns_none", "wrong_type",
    "not_finite", "hard_coded", "mutates_input", "accumulated", "never_the_same", "wrong_helper",
}  # fmt: skip


def title(mistake):
    """A mistake's name in words: "missing hidden slope"."""
    return "no known mistake" if mistake == "unknown" else mistake.replace("_", " ")


def says(check, mistake):
    """What the coach says of a mistake to the student, in quotation marks; else what is to be said of it."""
    entry = _entry(check, mistake)
    return f"“{entry.says}”" if entry else SAYS.get(mistake, "")


def place(check, mistake):
    """The part to teach again, in words: 04 · The deltas, “3 · In a hidden layer”; or `PYTHON`."""
    if mistake in NOT_TAUGHT:
        return PYTHON
    entry = _entry(check, mistake)
    at_home = entry.checks[0] if entry else check  # a step of learning holds the mistakes of all its parts
    ways = ((check, mistake), (at_home, mistake), mistake)
    part = next((PARTS[way] for way in ways if way in PARTS), None) or CHECKS.get(at_home) or CHECKS[check]
    return Place(TITLES[part[0]], None, part[1]).plain()


def _entry(check, mistake):
    """The entry of the coach's tables, or None: of this check, or of the one recipe that it can be about."""
    check = "train_step" if check == "order" else check  # the lines make one
    named = [each for each in KNOWN if each.name == mistake]
    of_check = [each for each in named if check in each.checks]
    by_hand = [each for each in named if each.checks[0] in BY_HAND_RECIPES] if check == "numbers" else []
    return (of_check or (by_hand if len({each.checks[0] for each in by_hand}) == 1 else [None]))[0]
