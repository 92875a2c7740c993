"""nbgrader's settings. It reads this file from the folder it marks in; mark.py makes any error in here a loud one."""

from bleach import ALLOWED_ATTRIBUTES, ALLOWED_TAGS
from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES

c = get_config()  # noqa: F821  (nbgrader puts this name here)

# In place of a solution a student finds nbgrader's own words, YOUR CODE HERE and YOUR ANSWER HERE, to which the
# problem sets refer. The coach reads NotImplementedError, which stands below, as "not written yet".

# Answers are shown on the feedback pages, but no program in them may run in the browser of who reads them: what
# SanitizeHTML does not know as harmless is shown as text.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "grading.pages.CoachPictures",
    "nbconvert.preprocessors.sanitize.SanitizeHTML",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.SanitizeHTML.enabled = True
# The coach's verdict is a coloured box.
c.SanitizeHTML.tags = [*ALLOWED_TAGS, "br", "div", "p"]
c.SanitizeHTML.attributes = {**ALLOWED_ATTRIBUTES, "div": ["style"]}
c.SanitizeHTML.styles = [*ALLOWED_CSS_PROPERTIES, "border-left", "max-width", "padding"]
