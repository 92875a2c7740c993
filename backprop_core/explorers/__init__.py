"""The live views. Build one as the last line of a cell: `AlgorithmExplorer()`."""

from .algorithm_explorer import AlgorithmExplorer
from .chain_rule_explorer import ChainRuleExplorer
from .delta_explorer import DeltaExplorer
from .depth_explorer import DepthExplorer
from .error_explorer import ErrorExplorer
from .forward_explorer import ForwardExplorer
from .live_figure import LiveFigure
from .network_explorer import NetworkExplorer
from .question import Question
from .self_test import SelfTest
from .sentence import Sentence
from .stability_explorer import StabilityExplorer
from .summary_explorer import SummaryExplorer
from .training_explorer import TrainingExplorer
from .why_explorer import WhyExplorer

__all__ = [
    "AlgorithmExplorer",
    "ChainRuleExplorer",
    "DeltaExplorer",
    "DepthExplorer",
    "ErrorExplorer",
    "ForwardExplorer",
    "LiveFigure",
    "NetworkExplorer",
    "Question",
    "SelfTest",
    "Sentence",
    "StabilityExplorer",
    "SummaryExplorer",
    "TrainingExplorer",
    "WhyExplorer",
]
