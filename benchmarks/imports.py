"""What an import takes: 100,000 polygons with every check, from the file to the registry.

Run it with ``python dev.py bench``, or alone: ``python benchmarks/imports.py [--quick]``.
Target: less than 30 s and 1 GiB. The file is drawn anew each time, with the dirt of real ones:
6 % of the outlines cross themselves, some are missing, doubled or tiny, and neighbours overlap.
"""

import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray

POLYGONS, QUICK = 100_000, 10_000
TURNING_POINTS = 15
TOWNS = 40
UTM = "EPSG:32636"
REGION = "31,49,37,53"
PLOUGH = [sys.executable, "-m", "ploughshare.cli.main"]


def outlines(count: int) -> NDArray[Any]:
    """Outlines around towns, in metres, with dirt at known places."""
    draw = np.random.default_rng(0)
    towns = np.column_stack([draw.uniform(4e5, 6e5, TOWNS), draw.uniform(5.55e6, 5.75e6, TOWNS)])
    centres = towns[draw.integers(0, TOWNS, count)] + draw.normal(0, 12_000, (count, 2))
    angles = np.arange(TURNING_POINTS) * 2 * np.pi / TURNING_POINTS
    radii = np.minimum(draw.lognormal(4.0, 0.7, (count, 1)), 900) * draw.uniform(
        0.7, 1.3, (count, TURNING_POINTS)
    )
    rings = centres[:, None, :] + np.stack(
        [radii * np.cos(angles), radii * np.sin(angles)], axis=-1
    )
    crossing = np.arange(count) % 16 == 5
    rings[crossing, 3], rings[crossing, 7] = rings[crossing, 7].copy(), rings[crossing, 3].copy()
    rings[np.arange(count) % 500 == 7] = rings[0]
    shapes = np.asarray(shapely.polygons(shapely.linearrings(rings)), dtype=object)
    shapes[np.arange(count) % 1_000 == 9] = None
    return shapes


def write(path: Path, count: int) -> None:
    """A GeoPackage as a mine action centre may send it."""
    shapes = outlines(count)
    number = np.arange(count)
    words = np.array(["Confirmed", "SHA", "suspected", "Minefield", "n/a"], dtype=object)
    status = np.array(["Open", "in progress", "on hold", "Unk", "Waiting"], dtype=object)
    areas = np.round(shapely.area(shapes))
    columns = {
        "name": np.array([f"Area {each}" for each in number], dtype=object),
        "Type": words[number % len(words)],
        "Status": status[number % 7 % len(status)],
        "area_m2": np.where(number % 50 == 3, areas / 10_000, areas),
        "Date": np.array(
            [f"{each % 28 + 1:02}/{each % 12 + 1:02}/2025" for each in number], object
        ),
        "threat": np.array(["AP mines", "cluster munition", "ERW"], object)[number % 3],
    }
    pyogrio.raw.write(
        path, shapely.to_wkb(shapes), list(columns.values()), list(columns),
        geometry_type="Polygon", crs=UTM,
    )  # fmt: skip


def peak_mb() -> str:
    """Most memory any process run so far has held; not told on Windows."""
    if sys.platform == "win32":
        return ""
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return f"peak {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit / 1e6:6.0f} MB"


def busy() -> float:
    """Processor seconds of the processes run so far; 0 on Windows."""
    if sys.platform == "win32":
        return 0.0
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(what: str, *arguments: str) -> None:
    began, worked = time.perf_counter(), busy()
    done = subprocess.run([*PLOUGH, *arguments], capture_output=True, encoding="utf-8", check=False)
    seconds = time.perf_counter() - began
    print(f"{what:<36} {seconds:8.2f} s {busy() - worked:8.2f} s   {peak_mb()}", flush=True)
    equation = [line for line in done.stdout.splitlines() if " rows = " in line]
    print("  " + (equation[-1] if equation else done.stderr.strip()[-300:]), flush=True)


def main(count: int) -> None:
    print(f"{count:,} polygons of {TURNING_POINTS} turning points in UTM, six columns")
    print(f"{'':<36} {'elapsed':>10} {'processor':>10}")
    with TemporaryDirectory() as folder:
        file, registry = str(Path(folder) / "areas.gpkg"), str(Path(folder) / "bench.plough")
        write(Path(file), count)
        common = ["--registry", registry, "--author", "bench"]
        subprocess.run(
            [*PLOUGH, "init", registry, "--name", "Bench", "--region", REGION, "--author", "bench"],
            check=True,
            capture_output=True,
        )
        run("import them with every check", "import", file, "--as", "hazards", *common)
        run("import the same file again", "import", file, "--as", "hazards", *common)


if __name__ == "__main__":
    main(QUICK if "--quick" in sys.argv else POLYGONS)
