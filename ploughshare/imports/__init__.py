"""Doors in: files become batches of records, each row accepted, repaired or quarantined."""
