"""Doors out: what people print, draw and export."""
