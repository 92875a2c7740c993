"""The lecture's table of equations (§7): which number each of its rows shows.

The lecture's five rows, and the two that its table lacks, Err and the update, in the order of the algorithm.
"""


def steps(weight, sizes):
    """Triples (step, purpose, name) of all rows, where they follow `weight`, (m, i, l).

    Most are about the neuron i that it leads to. A row about another layer shows output 1, or the hidden neuron where
    the weight begins; its name is None where there is no hidden layer.
    """
    m, i, l = weight
    last = len(sizes) - 1
    hidden = (m, i) if m < last else (m - 1, max(l, 1))
    return [
        ("Weighted sum", "combine inputs", ("u", m, i)),
        ("Activation", "apply nonlinearity", ("o", m, i)),
        ("Error", "measure how wrong ŷ is", ("Err",)),
        ("Delta, output layer", "error at output", ("delta", last, i if m == last else 1)),
        ("Delta, hidden layers", "propagate error backward", ("delta", *hidden) if last > 1 else None),
        ("Weight gradient", "how to update weights", ("gradient", m, i, l)),
        ("Update", "make Err smaller", ("update", m, i, l)),
    ]


def followed(chosen, weight, sizes):
    """The weight that the rows follow once the number `chosen` is: still `weight`, where a row shows that number."""
    kind, *place = chosen
    m, i, l = weight
    last = len(sizes) - 1
    if kind in ("theta", "gradient", "update"):
        return tuple(place)
    if kind == "x":
        return (1, i if m == 1 else 1, place[0])
    if kind == "y":
        chosen = ("delta", last, place[0])
    if chosen in [name for _, _, name in steps(weight, sizes)]:
        return weight
    _, m_now, i_now = chosen
    return (m_now, i_now, l if m_now == m else 1)
