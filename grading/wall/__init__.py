"""Marking a program that nobody has read: one process for each hand-in, behind one wall.

    wire      what goes through the pipe: plain data, with limits
    inside    the program on the other side, with shell (cells without a kernel), stub (a course that computes nothing)
              and limits (memory, files; no program is started)
    sandbox   the wall (bubblewrap), and asking the program behind it
    standins  what the grader has in place of a student's functions

Each module says at its head what it holds against.
"""
