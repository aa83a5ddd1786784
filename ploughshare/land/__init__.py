"""Hazardous areas and the orders to survey and clear them."""
