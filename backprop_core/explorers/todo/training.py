"""What to do with the views of 06, training."""

from .task import Task


def trained(steps, **wanted):
    """The condition that so many steps are done, with these settings."""
    return lambda now, opening: now["steps"] >= steps and all(now[name] == value for name, value in wanted.items())


def gone_on(now):
    """Whether it went on for a while after the last change."""
    return now["steps"] >= 50 + max(now["history"], default=0)


def solved(most):
    """The condition that at least 98 % of the test points are right, with at most so many hidden neurons."""
    return lambda now, opening: (
        now["data"] == "spiral" and now["test_right"] >= 0.98 and now["steps"] <= 2000 and sum(now["hidden"]) <= most
    )


TASKS = {
    "ring": (
        Task("Press Play. At which step does the line of ½ close to a ring?", trained(150)),
        Task("Reset, type 2 into Hidden layers, and Play. Can two edges make a ring?", trained(150, hidden=(2,))),
        Task("And can three?", trained(150, hidden=(3,))),
    ),
    "no_bias": (
        Task(
            "Say first: what share of the points will be right after 1000 steps? Then press Play.",
            trained(1000, bias=False),
        ),
        Task(
            "Give it more neurons, up to 16-16, and Play. Which shape can the line still not have?",
            lambda now, opening: now["steps"] >= 200 and not now["bias"] and sum(now["hidden"]) >= 16,
        ),
        Task("More, tick bias, and Play once more.", trained(200, bias=True)),
    ),
    "pulls": (
        Task("Say first: do most patterns agree which way this weight should go? Then press Play.", trained(30)),
        Task("Drag Step back and forth. When did the weight turn?"),
        Task(
            "More, Weight 2-1-1: one into the output. Do the patterns agree on that one?",
            lambda now, opening: now["weight"] == (2, 1, 1) and now["steps"] > 0,
        ),
    ),
    "twice_as_long": (
        Task("Press Play. What has happened to Err, and after how many steps?", trained(5, eta=0.5)),
        Task(
            "Find an η that works for the sum: drag η, Reset, Play.",
            lambda now, opening: now["loss"] == "squared_error" and now["right"] >= 0.95,
        ),
        Task(
            "More, Err = mean_squared_error. Find a good η again. How many times as large is it?",
            lambda now, opening: now["loss"] == "mean_squared_error" and now["right"] >= 0.95,
        ),
    ),
    "three_etas": (
        Task(
            "What will each curve of Err look like? Which is highest after 100 steps? Then press Play.", trained(100)
        ),
        Task(
            "Make the middle η larger (η of each run), and Play. How large may it be?",
            lambda now, opening: now["eta"][1] > opening["eta"][1] and gone_on(now),
        ),
    ),
    "bowl": (
        Task(
            "What will the ball do with η = 0.2, with 1.7, with 2.2? Say it, and press 1 step three times for each.",
            lambda now, opening: now["eta"] == 2.2 and now["steps"] >= 3,
        ),
        Task(
            "Press All 30 steps, and drag η slowly. With which η is the ball at the bottom after one step?",
            lambda now, opening: len(now["w"]) > 1 and abs(now["w"][1]) <= 0.05 * abs(now["w"][0]),
        ),
        Task(
            "Make the bowl twice as steep, a = 1. Guess first: beyond which η does it never come to rest?",
            lambda now, opening: now["a"] == 1 and len(now["w"]) > 1 and abs(now["w"][1]) > abs(now["w"][0]),
        ),
    ),
    "landing": (
        Task(
            "Drag the large point. Up to where does the slope keep its promise? Where does the step land lowest?",
            lambda now, opening: not now["taken"] and now["landing"] < 0.17,
        ),
        Task(
            "Will the same η be best again? Say it, press 1 step, and drag again.",
            lambda now, opening: now["taken"] and now["eta"] != now["taken"][-1],
        ),
        Task(
            "Tick “lay a parabola on it”. How good is its guess at the best η?",
            lambda now, opening: now["fit"],
        ),
    ),
    "all_alike": (
        Task("How many different tiles will there be after 500 steps? Say it, and press Play.", trained(500)),
        Task("More, First weights = xavier, and Play. What is different?", trained(100, init="xavier")),
    ),
    "from_zeros": (
        Task("What will have moved after 100 steps? Say it, and press Play.", trained(100, activation="tanh")),
        Task(
            "More, σ = sigmoid, and Play: o is ½ now, not 0. What moves, and what stays alike?",
            trained(100, init="zeros", activation="sigmoid"),
        ),
    ),
    "batches": (
        Task("How will Err look with 4 patterns a step? Say it, and press Play.", trained(100, batch_size=4)),
        Task(
            "While it plays, choose more patterns a step (under More).",
            lambda now, opening: now["steps"] >= 50 and now["batch_size"] != 4,
        ),
        Task(
            "Back to 4, with a smaller η. What becomes of the jumps?",
            lambda now, opening: now["batch_size"] == 4 and now["eta"] < opening["eta"] and gone_on(now),
        ),
    ),
    "held_out": (
        Task("Will the two curves stay together? Say it, press Play, and pause near step 250.", trained(250)),
        Task("Play on, to about step 4000. What did Err of the test points do?", trained(3500)),
        Task(
            "More, N = 200, and Play. Do they stay together now?",
            lambda now, opening: now["N"] >= 200 and now["steps"] >= 250,
        ),
    ),
    "digits": (
        Task(
            "What share will be right before the first step, and after 1000? Say it, press Play, pause at about 96 %.",
            lambda now, opening: now["test_right"] >= 0.955,
        ),
        Task("The wrong ones come first. Would you have read them?"),
        Task(
            "Hidden layers: 4, then none, then 64. Which is the worst? Say it first, and train each.",
            trained(100, hidden=(64,)),
        ),
    ),
    "spiral": (
        Task("Get 98 % of the test points right within 2000 steps. You may change all but the data.", solved(64)),
        Task("The same, with at most 16 hidden neurons.", solved(16)),
        Task("The same, with 8.", solved(8)),
    ),
}
