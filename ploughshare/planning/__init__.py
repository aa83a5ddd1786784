"""From a situation to an explained plan. The heart is ``plan.py``."""
