"""The scheduling kernel: integers, places on a plane, and not a word of the field.

The problem, its file formats and the meaning of every term are defined in
``docs/reference/planning-problem.md``.
"""
