"""Every equation, table row, note, tip, warning and translation of the lecture has its place in the course.

LECTURE lists them. A row names the view that teaches it, and words that stand in the text of its notebook.
"""

import re
from pathlib import Path

import nbformat
import pytest

from backprop_core import explorers

ROOT = Path(__file__).resolve().parents[2]

# notebook: [(lecture section, what stands there, view, words)]
LECTURE = {
    "01_forward_pass": [
        ("§1", "picture: layer ℓ → layer i → layer j", "ForwardExplorer",
         r"\text{layer } \ell \;\longrightarrow\; \text{layer } i"),
        ("§1", "row: u, pre-activation", "ForwardExplorer", "| $u$ | pre-activation |"),
        ("§1", "row: o, output", "ForwardExplorer", "| $o$ | output |"),
        ("§2", "remark: outputs from inputs, layer by layer", "ForwardExplorer",
         "repeated for every layer, from left to right"),
        ("§2", "equation: u_i = Σ θ_iℓ o_ℓ", "ForwardExplorer", r"u_i = \sum_\ell \theta_{i\ell} \, o_\ell"),
        ("§2", "translation of the weighted sum", "Question", "In words: take the output"),
        ("§2", "equation: o_i = σ(u_i)", "ForwardExplorer", r"o_i = \sigma(u_i)"),
        ("§2", "translation of the activation", "Question",
         "In words: the output of neuron $i$ is its activation function"),
        ("§2", "note: sigmoid", "Sentence", r"\dfrac{1}{1 + e^{-u}}"),
        ("§2", "note: ReLU", "ForwardExplorer", r"\max(0, u)"),
        ("§2", "note: tanh", "ForwardExplorer", r"\dfrac{e^u - e^{-u}}{e^u + e^{-u}}"),
    ],
    "02_error": [
        ("§3", "remark: a loss function measures how wrong", "ErrorExplorer", "What is missing is the **residual**"),
        ("§3", "equation: Err = Σ (y − ŷ)²", "ErrorExplorer", r"Err = \sum_i \big(y^{(i)} - \hat y^{(i)}\big)^2"),
        ("§3", "remark: the lecture calls the sum MSE", "ErrorExplorer",
         "The lecture calls its $Err$ the *Mean Squared Error (MSE)*"),
        ("§3", "goal: adjust θ to minimize Err", "ErrorExplorer",
         r"adjust the weights $\theta$ to minimize this error"),
    ],
    "03_chain_rule": [
        ("§4", "question: how much does the error change?", "ChainRuleExplorer",
         "*How much does the error change if I change this weight?*"),
        ("§4", "equation: ∂Err/∂θ = ∂Err/∂u · ∂u/∂θ", "ChainRuleExplorer",
         r"= \frac{\partial Err}{\partial u_i} \cdot \frac{\partial u_i}{\partial \theta_{i\ell}}"),
        ("§4", "row: ∂Err/∂u_i is δ_i", "ChainRuleExplorer", r"| $\dfrac{\partial Err}{\partial u_i}$ |"),
        ("§4", "row: ∂u_i/∂θ_iℓ is o_ℓ", "ChainRuleExplorer",
         r"$\partial u_i/\partial\theta_{i\ell}$ is just $o_\ell$"),
        ("§4", "boxed: ∂Err/∂θ_iℓ = δ_i o_ℓ", "ChainRuleExplorer",
         r"\boxed{\frac{\partial Err}{\partial \theta_{i\ell}} = \delta_i \cdot o_\ell}"),
    ],
    "04_deltas": [
        ("§5", "remark: δ is what propagates backward", "DeltaExplorer", "*What* travels back?"),
        ("§5", "remark: the prediction is the output, ŷ = o_k", "DeltaExplorer", r"the prediction $\hat y = o_k$"),
        ("§5", "equation: δ_k = ∂Err/∂ŷ · ∂ŷ/∂u_k", "DeltaExplorer",
         r"= \frac{\partial Err}{\partial \hat y} \cdot \frac{\partial \hat y}{\partial u_k}"),
        ("§5", "boxed: δ_k = −2 (y − ŷ) σ′(u_k)", "DeltaExplorer", r"= -2\,(y - \hat y) \cdot \sigma'(u_k)"),
        ("§5", "boxed: δ_i = σ′(u_i) Σ δ_j θ_ji", "DeltaExplorer",
         r"\delta_i = \sigma'(u_i) \cdot \sum_j \delta_j\, \theta_{ji}"),
        ("§5", "in words 1: each neuron j of the next layer", "DeltaExplorer",
         "| 1. take each neuron $j$ in the next layer |"),
        ("§5", "in words 2: its δ_j times the weight from i to j", "DeltaExplorer",
         r"| 2. multiply its $\delta_j$ by the weight from $i$ to $j$ |"),
        ("§5", "in words 3: sum all contributions", "DeltaExplorer", "| 3. sum all these contributions |"),
        ("§5", "in words 4: times σ′ at neuron i", "DeltaExplorer", r"| 4. multiply by $\sigma'(u_i)$ |"),
        ("§5", "important: why it is called back-propagation", "DeltaExplorer", "the **back** in backpropagation"),
    ],
    "05_the_algorithm": [
        ("§6", "forward pass: all u and o, left to right", "AlgorithmExplorer", "**Forward**, from left to right"),
        ("§6", "backward pass: δ_k, then right to left", "AlgorithmExplorer", "**Backward**, from right to left"),
        ("§6", "weight update: θ ← θ − η δ_i o_ℓ", "AlgorithmExplorer",
         r"\theta_{i\ell} \leftarrow \theta_{i\ell} - \eta\, \delta_i\, o_\ell"),
        ("§6", "remark: η is the learning rate", "AlgorithmExplorer", r"$\eta$ (*eta*) is the learning rate"),
    ],
    "06_training": [
        ("§6", "the algorithm, repeated until it has learnt", "TrainingExplorer",
         "**Training is this step, repeated**"),
    ],
    "10_summary": [
        ("§7", "row: forward, weighted sum", "SummaryExplorer",
         r"| forward (weighted sum) | $u_i = \sum_\ell \theta_{i\ell} \cdot o_\ell$ | combine inputs |"),
        ("§7", "row: forward, activation", "SummaryExplorer",
         r"| forward (activation) | $o_i = \sigma(u_i)$ | apply nonlinearity |"),
        ("§7", "row: δ of the output layer", "SummaryExplorer",
         r"\dfrac{\partial Err}{\partial \hat y} \cdot \sigma'(u_k)$ | error at output |"),
        ("§7", "row: δ of hidden layers", "SummaryExplorer",
         r"\sigma'(u_i) \cdot \sum_j \delta_j \cdot \theta_{ji}$ | propagate error backward |"),
        ("§7", "row: weight gradient", "SummaryExplorer",
         r"\dfrac{\partial Err}{\partial \theta_{i\ell}} = \delta_i \cdot o_\ell$ | how to update weights |"),
        ("§9", "closing line: every neural network", "SummaryExplorer",
         "*Now you understand the math behind every neural network!*"),
    ],
    "07_why_it_works": [
        ("§8", "equation: ∂Err/∂θ = δ · o, one chain of pieces", "WhyExplorer",
         r"\underbrace{\frac{\partial Err}{\partial u}}_{\delta}"),
        ("§8", "remark: each δ is computed only once", "WhyExplorer",
         r"each $\delta_i$ is computed **only once**"),
        ("§8", "tip: how much does Err wiggle?", "WhyExplorer",
         "*If I wiggle this neuron's input, how much does the final error wiggle?*"),
    ],
    "08_vanishing_gradients": [
        ("§9", "warning: vanishing gradients", "DepthExplorer",
         r"*if $\sigma'(u_i)$ is very small, the $\delta$ shrink on their way back.*"),
        ("§9", "remark: why ReLU became popular", "DepthExplorer", "**This is why ReLU became popular**"),
    ],
    "09_exploding_gradients": [
        ("§9", "warning: exploding gradients", "StabilityExplorer",
         "*if weights are too large, deltas can grow exponentially.*"),
        ("§9", "remark: clipping and careful initialization", "StabilityExplorer",
         "**gradient clipping** and **careful initialization**"),
    ],
}  # fmt: skip

ROWS = [(notebook, *row) for notebook, rows in LECTURE.items() for row in rows]


def text_of(notebook, kind):
    cells = nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == kind)


@pytest.mark.parametrize("notebook, section, what, view, words", ROWS, ids=[f"{r[1]} {r[2]}" for r in ROWS])
def test_the_notebook_teaches_it(notebook, section, what, view, words):
    text = text_of(notebook, "markdown")
    assert words and words in text
    assert f"lecture {section}" in text
    assert re.search(rf"\b{view}\(", text_of(notebook, "code")) and hasattr(explorers, view)


def test_every_section_and_no_row_twice():
    assert {section for _, section, *_ in ROWS} == {f"§{n}" for n in range(1, 10)}
    assert len({what for _, _, what, *_ in ROWS}) == len(ROWS)
