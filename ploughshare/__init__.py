"""Ploughshare plans and runs the restoration of a war-damaged region."""

__version__ = "0.1.0"
