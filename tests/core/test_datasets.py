"""The small sets: patterns are columns, both classes are equally large, and the geometry is what it says."""

from pathlib import Path

import numpy as np
import pytest

from backprop_core import DATASETS, Network, datasets, train
from tools import make_digits

RANDOM = {name: draw for name, draw in DATASETS.items() if name != "xor"}
EACH = pytest.mark.parametrize("draw", RANDOM.values(), ids=list(RANDOM))


def test_the_names():
    assert list(DATASETS) == ["xor", "circles", "moons", "spiral"]


def test_xor():
    x, y = DATASETS["xor"]()
    assert x.shape == (2, 4) and y.shape == (1, 4)
    assert {tuple(pattern): label for pattern, label in zip(x.T.tolist(), y[0].tolist(), strict=True)} == {
        (0, 0): 0,
        (0, 1): 1,
        (1, 0): 1,
        (1, 1): 0,
    }


def test_xor_is_new_each_time():
    DATASETS["xor"]().x[:] = 9.0
    assert DATASETS["xor"]().x.max() == 1.0


@EACH
@pytest.mark.parametrize("N", [2, 7, 100])
def test_shapes_and_balance(draw, N):
    x, y = draw(N=N)
    assert x.shape == (2, N) and y.shape == (1, N)
    assert x.dtype == y.dtype == np.float64
    assert np.isfinite(x).all()
    assert np.sum(y == 0) == (N + 1) // 2 and np.sum(y == 1) == N // 2


@pytest.mark.parametrize("name", list(DATASETS))
def test_a_set_fits_a_network(name):
    x, y = DATASETS[name]()
    net = Network((2, 3, 1))
    assert net.backward(net.forward(x), y).Err > 0


@EACH
def test_the_seed_decides(draw):
    one, again, from_generator, other = (draw(rng=rng) for rng in (3, 3, np.random.default_rng(3), 4))
    assert np.array_equal(one.x, again.x) and np.array_equal(one.y, again.y)
    assert np.array_equal(one.x, from_generator.x)
    assert not np.array_equal(one.x, other.x)


@EACH
def test_the_order_does_not_give_the_label_away(draw):
    """Neither 0 1 0 1 … nor all 0 first."""
    y = draw(N=100).y[0]
    changes = np.sum(y[1:] != y[:-1])
    assert 25 < changes < 75  # of 99, one half is expected, and five times the spread allowed


def test_circles_without_noise():
    x, y = DATASETS["circles"](N=400, noise=0)
    radius = np.hypot(*x)
    np.testing.assert_allclose(radius, np.where(y[0] == 0, 0.5, 1.0), rtol=1e-14)
    for label in (0, 1):  # all the way round: some in every eighth
        angle = np.arctan2(*x[:, y[0] == label])
        assert (np.histogram(angle, 8, (-np.pi, np.pi))[0] > 0).all()


def test_moons_without_noise():
    """Half circles of radius 1 about (−½, −¼), open below, and about (½, ¼), open above."""
    x, y = DATASETS["moons"](N=400, noise=0)
    for label, (first, second), side in ((0, (-0.5, -0.25), 1), (1, (0.5, 0.25), -1)):
        from_centre = x[:, y[0] == label] - [[first], [second]]
        np.testing.assert_allclose(np.hypot(*from_centre), 1.0, rtol=1e-14)
        assert (side * from_centre[1] >= -1e-15).all()
        angle = np.arctan2(side * from_centre[1], from_centre[0])
        assert (np.histogram(angle, 8, (0, np.pi))[0] > 0).all()
    assert np.abs(x.mean(axis=1)).max() < 0.1  # about the origin together


@pytest.mark.parametrize("turns", [1.5, 0.75])
def test_spiral_without_noise(turns):
    """The angle grows with the radius, `turns` times round in all; the other arm is half a turn ahead."""
    x, y = DATASETS["spiral"](N=400, noise=0, turns=turns)
    radius = np.hypot(*x)
    assert 0.1 <= radius.min() < 0.15 and 0.95 < radius.max() <= 1
    angle = 2 * np.pi * turns * radius + np.pi * y[0]
    np.testing.assert_allclose(x, radius * [np.cos(angle), np.sin(angle)], atol=1e-13)


@pytest.mark.parametrize("noise", [0.01, 0.05])
def test_noise_is_the_spread_of_each_coordinate(noise):
    """Seen in the radius of a circle, if it is small; 4,000 points tell it to about 1 %."""
    x, y = DATASETS["circles"](N=4000, noise=noise)
    off = np.hypot(*x) - np.where(y[0] == 0, 0.5, 1.0)
    assert np.sqrt(np.mean(off**2)) == pytest.approx(noise, rel=0.05)


@EACH
def test_noise_is_there_by_default(draw):
    assert not np.array_equal(draw(rng=0).x, draw(rng=0, noise=0).x)


# --- digits

# How often each digit occurs, as published with the data.
COUNTS = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


@pytest.mark.parametrize("N", [1, 1400, 1796])
def test_digits_are_all_there_in_two_parts(N):
    train_part, test_part = datasets.digits(N)
    assert train_part.x.shape == (64, N) and train_part.y.shape == (10, N)
    assert test_part.x.shape == (64, 1797 - N) and test_part.y.shape == (10, 1797 - N)
    x, y = (np.hstack([first, second]) for first, second in zip(train_part, test_part, strict=True))
    assert y.sum(axis=1).tolist() == COUNTS
    assert set(np.unique(y)) == {0.0, 1.0} and (y.sum(axis=0) == 1).all()
    assert set(np.unique(16 * x)) == set(range(17))
    assert len({column.tobytes() for column in x.T}) == 1797, "no image is in both parts"


def test_an_image_lies_as_it_was_written():
    """The first row of the published table is a nought: ink around, none in the middle, none in the corners."""
    images, digits = datasets._read_digits()
    nought = images[0].reshape(8, 8)
    assert digits[0] == 0
    assert nought[0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert nought[3:5, 3].tolist() == [0, 0] and nought[[0, 0, 7, 7], [0, 7, 0, 7]].tolist() == [0, 0, 0, 0]


def test_the_seed_of_digits_draws_the_parts():
    one, again, other = datasets.digits(rng=1), datasets.digits(rng=1), datasets.digits(rng=2)
    assert (one.test.x == again.test.x).all() and not (one.test.x == other.test.x).all()


@pytest.mark.parametrize("N", [0, 1797, 2.5, "many"])
def test_digits_say_how_many_there_are(N):
    with pytest.raises((ValueError, TypeError), match="^N must be "):
        datasets.digits(N)


def test_digits_are_new_each_time():
    datasets.digits().train.x[:] = 9.0
    assert datasets.digits().train.x.max() == 1.0


def test_a_small_network_learns_to_read():
    learn, unseen = datasets.digits()
    net = Network((64, 32, 10), ("tanh", "sigmoid"), "mean_squared_error", bias=True)
    for _ in train(net, *learn, eta=6.0, steps=1300, batch_size=32):
        pass
    said = net.forward(unseen.x).o[-1].argmax(axis=0)
    assert (said == unseen.y.argmax(axis=0)).mean() >= 0.96


def test_the_shipped_file_is_small_named_and_made_by_its_script(tmp_path, capsys):
    folder = Path(datasets.__file__).parent / "data"
    assert (folder / "digits.npz").stat().st_size <= 120_000
    said = (folder / "README.md").read_text()
    assert "CC BY 4.0" in said and "10.24432/C50P49" in said and "tools/make_digits.py" in said
    images, digits = datasets._read_digits()
    np.savetxt(tmp_path / "table.csv", np.column_stack([images, digits]), fmt="%d", delimiter=",")
    make_digits.make(tmp_path / "table.csv", tmp_path / "digits.npz")
    with np.load(tmp_path / "digits.npz") as made:  # its bytes depend on the version of zlib
        assert (made["image"] == images).all() and (made["digit"] == digits).all()
    np.savetxt(tmp_path / "other.csv", np.zeros((5, 65)), fmt="%d", delimiter=",")
    with pytest.raises(SystemExit, match="is not the table of 1797 digits"):
        make_digits.make(tmp_path / "other.csv", tmp_path / "no.npz")
    assert capsys.readouterr().out.endswith(" bytes\n")
