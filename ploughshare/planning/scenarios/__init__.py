"""Scenarios: plans with teams that are only promised, each assumption with its owner."""
