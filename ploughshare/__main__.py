"""``python -m ploughshare``: the same as ``plough``, where the script is not on the path."""

from ploughshare.cli.main import main

main()
