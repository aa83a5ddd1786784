"""What every test shares: Hypothesis draws the same examples on every run."""

from hypothesis import settings

settings.register_profile("ploughshare", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("ploughshare")
