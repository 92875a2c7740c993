"""The live views. Build one as the last line of a cell: `AlgorithmExplorer()`."""

from .kit.live_figure import LiveFigure
from .network.algorithm_explorer import AlgorithmExplorer
from .network.chain_rule_explorer import ChainRuleExplorer
from .network.circuit_explorer import CircuitExplorer
from .network.delta_explorer import DeltaExplorer
from .network.error_explorer import ErrorExplorer
from .network.forward_explorer import ForwardExplorer
from .network.network_explorer import NetworkExplorer
from .network.summary_explorer import SummaryExplorer
from .network.train_by_hand import TrainByHand
from .network.why_explorer import WhyExplorer
from .progress.progress import Progress
from .questions.question import Question
from .questions.self_test import SelfTest
from .sentence import Sentence
from .training.depth_explorer import DepthExplorer
from .training.learning_rate_explorer import LearningRateExplorer
from .training.stability_explorer import StabilityExplorer
from .training.training_explorer import TrainingExplorer

__all__ = [
    "AlgorithmExplorer",
    "ChainRuleExplorer",
    "CircuitExplorer",
    "DeltaExplorer",
    "DepthExplorer",
    "ErrorExplorer",
    "ForwardExplorer",
    "LearningRateExplorer",
    "LiveFigure",
    "NetworkExplorer",
    "Progress",
    "Question",
    "SelfTest",
    "Sentence",
    "StabilityExplorer",
    "SummaryExplorer",
    "TrainByHand",
    "TrainingExplorer",
    "WhyExplorer",
]
