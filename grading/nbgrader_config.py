"""nbgrader's settings. It reads this file from the folder it marks in; mark.py makes any error in here a loud one."""

c = get_config()  # noqa: F821  (nbgrader puts this name here)

# What a student finds in place of a solution. The coach reads NotImplementedError as "not written yet".
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError  # your code instead of this line"}
c.ClearSolutions.text_stub = "*Your answer instead of this line.*"

# A cell may run this long. Then it is interrupted, and marking goes on with the next cell.
c.Execute.timeout = 20
c.Execute.error_on_timeout = {
    "ename": "TooSlow",
    "evalue": "",
    "traceback": ["This cell did not come to an end: it was stopped after 20 seconds. Is there a loop in it that never ends?"],
}

# Without this, a deleted test cell has no mark at all, and the export turns that into 0. mark.py puts deleted cells back
# where they were; this is the net below it.
c.OverwriteCells.add_missing_cells = True

# Two students may be marked at the same time: the second one waits for the gradebook instead of failing.
# (The address of the gradebook itself is given by mark.py, because it depends on the folder.)

# Answers are shown in the feedback as text, never as a page's own HTML: a <script> in an answer must not run in the browser
# of who reads it.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "nbconvert.preprocessors.SanitizeHTML",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
c.SanitizeHTML.enabled = True
