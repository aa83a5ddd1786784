"""Write the files of the invented border region; without options, the committed ones.

python examples/border-region/generate.py [--size village|region|national] [--seed 1] [--out FOLDER]
"""

import argparse
from pathlib import Path

from ploughshare.usecases.example_region import generate

VILLAGE = Path(__file__).parent / "village"


def main() -> None:
    """Write the files, and print one line for each with the options of ``plough import``."""
    asked = argparse.ArgumentParser(description="Write the files of the invented border region.")
    asked.add_argument("--size", choices=("village", "region", "national"), default="village")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--out", type=Path, default=VILLAGE)
    chosen = asked.parse_args()
    folder = chosen.out.resolve()
    here = folder.is_relative_to(Path.cwd())
    shown = folder.relative_to(Path.cwd()).as_posix() if here else folder.as_posix()
    for file in generate(chosen.size, chosen.seed, folder):
        layer = ("--layer", f'"{file.layer}"') if file.layer else ()
        options = [word.replace(str(folder), shown) for word in file.options]
        words = (f"{shown}/{file.path.name}", "--as", file.record_type, *layer, *options)
        print("plough import", *words)


if __name__ == "__main__":
    main()
