"""nbgrader's settings. It reads this file from the folder it marks in; mark.py makes any error in here a loud one."""

from bleach import ALLOWED_ATTRIBUTES, ALLOWED_TAGS
from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES

c = get_config()  # noqa: F821  (nbgrader puts this name here)

# In place of a solution a student finds nbgrader's own words, YOUR CODE HERE and YOUR ANSWER HERE, to which the
# problem sets refer. The coach reads NotImplementedError, which stands below, as "not written yet".

# A cell may run this long. Then it is interrupted, and marking goes on with the next cell. Training takes its time,
# and on a student's own machine nobody has stopped it: so this is generous, and status.csv says where it was reached.
seconds = 120
c.Execute.timeout = seconds
c.Execute.error_on_timeout = {
    "ename": "TooSlow",
    "evalue": "",
    "traceback": [f"This cell was stopped after {seconds} seconds. Is there a loop in it that never ends?"],
}

# nbgrader's own list, and two entries more.
c.Autograde.autograde_preprocessors = [
    "nbgrader.preprocessors.Execute",
    "grading.pages.OnlyShownPoints",
    "grading.pages.WarningsCostNothing",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# What nbgrader and a kernel say to each other is encrypted where that is possible.
c.KernelManager.transport_encryption = "auto"

# Without this, a deleted test cell has no mark at all, and nbgrader's own export turns that into 0. mark.py has put
# deleted cells back before; this is the net below it.
c.OverwriteCells.add_missing_cells = True

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
