"""Write the files of the invented border region; without options, the committed ones.

python examples/border-region/generate.py [--size village|region] [--seed 1] [--out FOLDER]
"""

import argparse
from pathlib import Path

from ploughshare.usecases.example_region import generate

VILLAGE = Path(__file__).parent / "village"


def main() -> None:
    """Write the files, and print one line for each with the options of ``plough import``."""
    asked = argparse.ArgumentParser(description="Write the files of the invented border region.")
    asked.add_argument("--size", choices=("village", "region"), default="village")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, default=VILLAGE)
    chosen = asked.parse_args()
    for file in generate(chosen.size, chosen.seed, chosen.out):
        layer = ("--layer", f'"{file.layer}"') if file.layer else ()
        words = (str(file.path), "--as", file.record_type, *layer, *file.options)
        print("plough import", *words)


if __name__ == "__main__":
    main()
