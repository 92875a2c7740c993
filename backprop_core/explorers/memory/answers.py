"""What was answered: the last answer to each question, and how well it went."""

import hashlib
import json

from .events import append, of_learner

AT_ONCE, HELPED, NOT_YET = "right at once", "with help", "not yet"


def fingerprint(*facts):
    """A short name for what was asked: other numbers or other words are another question."""
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def remember(question, asked, said, tries, right):
    """An answer to `question`, as far as it goes: `said` so far in so many `tries`, the last of them `right` or not.

    question  the name of the question that stands in the notebook, whatever numbers it has been asked with since
    asked     the fingerprint of what was asked
    """
    append("answer", question=question, asked=asked, said=said, tries=tries, right=right)


def remember_test(question, asked, said, **result):
    """How a test stands: `said` to its questions so far, and of how many questions how many are `right`, how many of
    these at the `first` try, and whether it is `over`."""
    append("test", question=question, asked=asked, said=said, **result)


def recall(kind, question, asked):
    """What was said last to this question with these very numbers: a dict; {} where it was nothing."""
    found = [each["said"] for each in of_learner(kind) if (each["question"], each["asked"]) == (question, asked)]
    return found[-1] if found else {}


def marks():
    """{question: AT_ONCE, HELPED or NOT_YET} of all that were tried, each as it went at its best.

    At once is right at the first try, with numbers that had not been asked and missed before.
    """
    found, missed = {}, set()
    for each in of_learner("answer"):
        question, numbers = each["question"], (each["question"], each["asked"])
        if each["right"] and each["tries"] == 1 and numbers not in missed:
            found[question] = AT_ONCE
            continue
        missed.add(numbers)
        if found.get(question) != AT_ONCE:
            found[question] = HELPED if each["right"] else found.get(question, NOT_YET)
    return found
