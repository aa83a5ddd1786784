"""The command line: ``plough``. Commands parse, call one use case, and print."""
