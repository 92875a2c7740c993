"""The tree of paths as a picture: what stands in it, what lights up, and that its elements stay while it folds."""

import re
import xml.etree.ElementTree as ET

import pytest

from backprop_core.figures.tree import MOST_LEAVES, fold_diagram
from backprop_core.one_step.unfolded import copies, folds, nodes

SVG = "{http://www.w3.org/2000/svg}"
NET, START = (2, 3, 3, 3, 2), ("theta", 1, 1, 1)


def drawn(fold, sizes=NET, start=START, bias=False):
    return ET.fromstring(fold_diagram(sizes, bias, start, fold, selected=start, alt="so", prefix="p"))


def in_tree(root):
    """The neurons of the tree: (word, place, whether it is lit), in the order in which they are drawn."""
    items = {id(part) for each in root.iter(f"{SVG}g") if each.get("data-item") for part in each.iter()}
    found = []
    for each in root.iter(f"{SVG}g"):
        if id(each) in items or each.get("data-item") or each.find(f"{SVG}circle") is None:
            continue
        circle = each.find(f"{SVG}circle")
        lit = float(circle.get("stroke-width")) > 2
        assert lit == ("fill-lit" in circle.get("class")), "not by colour alone"
        found.append((each.find(f"{SVG}text").text, each.get("transform"), lit))
    return found


@pytest.mark.parametrize("fold", range(11))
def test_the_copies_that_are_one_lie_on_one_another(fold):
    neurons, order = in_tree(drawn(fold)), folds(NET, START)[: fold // 2]
    assert len(neurons) == len(nodes(NET, START)), "no element comes or goes"
    assert len({place for _, place, _ in neurons}) == sum(copies(NET, START, order).values())
    lit = {place for _, place, each in neurons if each}
    words = {word for word, _, each in neurons if each}
    if fold % 2 == 0:
        assert not lit
    else:
        m, i = folds(NET, START)[fold // 2]
        assert len(lit) >= 3 and any(str(i) in word or "₀₁₂₃"[i] in word for word in words)
        assert len(lit) == sum(copies(NET, START, order)[m - 1] * (1 if m == 4 else left) for left in [
            1 + sum(1 for j in (1, 2))])  # fmt: skip


def test_elements_keep_their_order_while_it_folds():
    """So a page can let them travel."""
    shapes = [re.sub(r"[\d.]+", "", " ".join(each.tag for each in drawn(fold).iter())) for fold in range(11)]
    assert len(set(shapes)) == 1
    heights = {drawn(fold).get("height") for fold in range(11)}
    assert len(heights) == 1, "nothing below it jumps"


def test_the_graph_keeps_its_place_whatever_is_chosen_in_it():
    """Its columns moved under the hand, and the next click met another line."""
    seen = set()
    for start in (START, ("theta", 3, 2, 1), ("theta", 4, 1, 1), ("u", 1, 2), ("u", 4, 1)):
        root = drawn(0, start=start)
        lines = [each.get("d") for each in root.iter(f"{SVG}path") if each.get("class") == "reach"]
        seen.add((root.get("width"), root.get("height"), *sorted(lines)))
    assert len(seen) == 1


def test_no_two_neurons_overlap():
    for sizes in (NET, (2, 6, 6, 6, 1), (2, 2, 2, 2, 2, 1), (1, 5, 5, 1)):
        for fold in range(2 * len(folds(sizes, START)) + 1):
            root = drawn(fold, sizes)
            spots = {}
            for each in root.iter(f"{SVG}g"):
                circle = each.find(f"{SVG}circle")
                if circle is not None:
                    spots[each.get("transform")] = float(circle.get("r"))
            at = [(*map(float, re.findall(r"[\d.]+", place)), r) for place, r in spots.items()]
            for n, (x, y, r) in enumerate(at):
                assert all(abs(x - a) + abs(y - b) > 0.9 * (r + s) for a, b, s in at[:n])
            assert all(0 < x < float(root.get("width")) and 0 < y < float(root.get("height")) for x, y, _ in at)


def test_letters_can_be_read_and_a_tree_that_cannot_is_told_in_numbers():
    for sizes, paths in (((2, 6, 6, 6, 1), 36), ((1, 4, 5, 5, 4, 1), 100)):
        root = drawn(0, sizes, bias=True)
        assert min(float(each.get("font-size")) for each in root.iter(f"{SVG}text")) >= 10
        words = [each.text for each in root.iter(f"{SVG}text")]
        assert f"the tree: {paths} paths" in words
        assert ("too many to draw" in words) == (paths > MOST_LEAVES)
        assert float(root.get("height")) <= 530


def test_every_weight_and_neuron_of_the_graph_can_be_chosen():
    root = drawn(0, (2, 3, 2), bias=True)
    names = [each.get("data-item") for each in root.iter(f"{SVG}g") if each.get("data-item")]
    assert len(names) == len(set(names)) == 3 * 3 + 2 * 4 + 2 + 3 + 2
    chosen = [each.get("data-item") for each in root.iter(f"{SVG}g") if each.get("aria-selected") == "true"]
    assert chosen == ["theta-1-1-1"]
