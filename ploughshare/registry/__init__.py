"""The kept record: one SQLite file, append-only versions, a hash chain."""
