"""Everything a developer runs, on Linux, macOS and Windows, with nothing but Python.

``python dev.py`` prints the commands. The first run makes ``.venv`` beside this
file and installs what the lock file names; later runs need no network. Only the
standard library is used here, since this file runs before anything is installed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCKS = {"test": ROOT / "requirements" / "test.lock", "dev": ROOT / "requirements" / "dev.lock"}
NODE_LOCK = ROOT / "requirements" / "node.lock"
LOWEST, HIGHEST = (3, 11), (3, 14)
ROOM_MB = 1500
"""Free disk a first installation takes, with its downloads, in MB (measured: 0.8 GB kept)."""

ON_WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if ON_WINDOWS else "bin/python")

RULE_TESTS = ("test_layers.py", "test_portability.py", "test_words.py")

HELP = """\
python dev.py demo [...]       plan an invented region and write its plan book; takes the
                               options of "plough demo"
python dev.py serve [...]      open the demonstration region in the browser; builds the map room
                               first, and takes the options of "plough serve"
python dev.py test [...]       run the tests of the core; takes the options of pytest
python dev.py browser [...]    run the tests of the map room in Chromium, and keep their pictures
python dev.py api [...]        ask the API whatever its description allows, and what it does not; run
                               servers and their workers, with many people at once, and kill them
python dev.py check            style, types, layers, words, portability
python dev.py bench [--quick]  run the benchmarks
python dev.py soak [PART ...]  full-size tests, the search uncompiled, then the benchmarks: some
                               hours in all; the parts are tests, uncompiled, kernel, peers,
                               registry, imports, tiles, server
python dev.py docs             build the documentation into site/
python dev.py lock             refresh requirements/*.lock (needs a network)

For example:
  python dev.py demo --size region --out region-demo
  python dev.py test tests/planning -k survey
  python dev.py soak tests uncompiled

Where "python" is not found, the command is "python3", or "py" on Windows.
The first run installs into .venv beside this file; later runs need no network.
"""


class Missing(Exception):
    """Something this machine lacks, in one line with its remedy."""


# What the machine must have


def require_python() -> None:
    """Refuse a Python the dependencies have no wheels for."""
    if not LOWEST <= sys.version_info[:2] <= HIGHEST:
        raise Missing(
            "Ploughshare needs Python {}.{} to {}.{}; this is {}.{} ({}). "
            "Start dev.py with one of those, for example: python3.13 dev.py".format(
                *LOWEST, *HIGHEST, *sys.version_info[:2], sys.executable
            )
        )


def require_venv_module() -> None:
    """Refuse a Python whose ``venv`` cannot make an environment with pip."""
    for name in ("venv", "ensurepip"):
        if importlib.util.find_spec(name) is None:
            version = "{}.{}".format(*sys.version_info[:2])
            raise Missing(
                f"This Python lacks its module {name!r}. Debian and Ubuntu keep it in a package: "
                f"apt install python{version}-venv; elsewhere use the installer from python.org."
            )


def require_disk() -> None:
    """Refuse to begin an installation that would fill the disk."""
    free_mb = shutil.disk_usage(str(ROOT)).free // 1_000_000
    if free_mb < ROOM_MB:
        raise Missing(
            f"The first run needs about {ROOM_MB / 1000:.1f} GB of free disk under {ROOT}; "
            f"{free_mb / 1000:.1f} GB are free."
        )


# The environment


def wanted(level: str) -> str:
    """
    Fingerprint of an environment: what it holds, for which Python, and where.

    Settings of tools in ``pyproject.toml`` do not count; they install nothing.
    """
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = {
        "python": sys.version,
        "root": str(ROOT),
        "lock": LOCKS[level].read_text(encoding="utf-8"),
        "project": [project["build-system"], project["project"]],
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def stamp(level: str) -> Path:
    return VENV / f"installed-{level}"


def is_current(level: str) -> bool:
    """Whether ``.venv`` already holds this level, or ``dev``, which holds all of ``test``."""
    return PYTHON.exists() and any(
        stamp(name).exists() and stamp(name).read_text(encoding="utf-8") == wanted(name)
        for name in {level, "dev"}
    )


def same_base() -> bool:
    """Whether ``.venv`` was made here and by this very Python, so that it can be added to."""
    made = VENV / "made-by"
    return PYTHON.exists() and made.exists() and made.read_text(encoding="utf-8") == base()


def base() -> str:
    return f"{sys.version} {ROOT}"


def make_venv() -> None:
    """Make ``.venv`` anew, unless this very process runs from it."""
    if Path(sys.prefix).resolve() == VENV:
        return
    require_venv_module()
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        last = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise Missing(f"Python could not make {VENV}: {last}")
    (VENV / "made-by").write_text(base(), encoding="utf-8")


def ensure(level: str) -> None:
    """Make ``.venv`` hold what ``level`` (``test`` or ``dev``) needs; instant when it does."""
    if is_current(level):
        return
    require_disk()
    began = time.monotonic()
    if not same_base():
        tell("Making .venv ...")
        make_venv()
    count = LOCKS[level].read_text(encoding="utf-8").count("==")
    tell(f"Installing {count} packages from requirements/{level}.lock into .venv (only once) ...")
    # Byte-compiling everything costs half of the installation, and most of it is never imported.
    options = ["--no-deps", "--no-compile", "--only-binary", ":all:", "--require-hashes"]
    pip("install", *options, "-r", str(LOCKS[level]))
    pip("install", "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))
    stamp(level).write_text(wanted(level), encoding="utf-8")
    tell(f"Installed in {time.monotonic() - began:.0f} s.")


def pip(*arguments: str) -> None:
    """Run pip in ``.venv`` with the person's own pip settings; a failure leaves its log."""
    log = VENV / "install.log"
    command = [str(PYTHON), "-m", "pip", "--no-input", "--disable-pip-version-check", *arguments]
    process = subprocess.Popen(
        command,
        env={**child_environment(), "PIP_USER": "0"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    said: list[str] = []
    collected = 0
    with process:
        for line in process.stdout or ():
            said.append(line)
            if line.startswith("Collecting "):
                collected += 1
                progress(f"  {collected}  {line.split()[1]}")
    progress("")
    if process.returncode != 0:
        log.write_text("".join(said), encoding="utf-8")
        raise Missing(f"{why_pip_failed(''.join(said))} Details: {log}")


PIP_FAILURES = (
    ("No space left", "The disk is full. Free about 1.5 GB and run the command again."),
    ("DO NOT MATCH THE HASHES", "A downloaded package is not the one in the lock file. Try again."),
    (
        "Could not find a version|No matching distribution",
        "The package index has no wheel of a locked package for this machine, or was not reached. "
        "Connect to a network once and run again; supported machines are listed in README.md.",
    ),
    ("Permission denied|Access is denied", "Writing into .venv was refused. Close what uses it."),
)


def why_pip_failed(output: str) -> str:
    """One plain sentence and its remedy for the failure at the end of pip's output."""
    unreachable = "NewConnectionError|ConnectTimeout|ReadTimeout|ProxyError|SSLError|resolution"
    if re.search(unreachable, output):
        return (
            "The packages could not be downloaded. Connect to a network once, or set your "
            "network's proxy or package index in pip's own configuration, and run again."
        )
    for pattern, sentence in PIP_FAILURES:
        if re.search(pattern, output):
            return sentence
    return "The packages could not be installed."


# Running things


def child_environment() -> dict[str, str]:
    """
    Return the person's environment, with UTF-8 on every platform.

    Bytecode may be kept, whatever the environment says: every process would compile numba anew.
    """
    kept = {name: told for name, told in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


def run(*arguments: str, **settings: str) -> int:
    """
    Run Python of ``.venv`` in the project's folder and return its exit code.

    ``settings`` are added to its environment.
    """
    environment = {**child_environment(), **settings}
    process = subprocess.Popen([str(PYTHON), *arguments], cwd=ROOT, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # The child has the same Ctrl-C and ends by itself, perhaps keeping its best plan.
            continue


def tell(line: str) -> None:
    print(line, flush=True)


def progress(line: str) -> None:
    if sys.stdout.isatty():
        print("\r\x1b[K" + line[:70], end="", flush=True)


def sources() -> list[str]:
    """What the checks read: folders and files of ours that hold Python."""
    return [
        name
        for name in ("ploughshare", "tests", "benchmarks", "examples", "dev.py")
        if (ROOT / name).is_file() or any((ROOT / name).rglob("*.py"))
    ]


# The commands


def demo(arguments: list[str]) -> int:
    ensure("test")
    has_out = any(word == "--out" or word.startswith("--out=") for word in arguments)
    out = [] if has_out or "--help" in arguments else ["--out", "demo"]
    return run("-m", "ploughshare.cli.main", "demo", *arguments, *out)


def serve(arguments: list[str]) -> int:
    """Build the map room and the demonstration region where they are not, and open them."""
    ensure("test")
    build_map_room()
    if "--registry" in arguments or "PLOUGH_REGISTRY" in os.environ:
        return run("-m", "ploughshare", "serve", *arguments)
    registry = ROOT / "demo" / "region.plough"
    if not registry.exists():
        tell("Making the demonstration region (only once) ...")
        code = run("-m", "ploughshare", "demo", "--out", str(registry.parent))
        if code != 0:
            return code
    return run(
        "-m", "ploughshare", "serve", "--registry", str(registry), "--demo", "--open", *arguments
    )


def build_map_room() -> None:
    """Build the front end unless it is built from these sources; Node comes from a wheel if need be."""
    spec = importlib.util.spec_from_file_location("build", ROOT / "frontend" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    builder = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(builder)
    if builder.is_current():
        return
    tell("Building the map room (only when it has changed) ...")
    try:
        try:
            builder.node(str(PYTHON))
        except builder.NoNode:
            tell("There is no Node of version 20.19 or newer; installing one into .venv ...")
            options = ["--no-deps", "--only-binary", ":all:", "--require-hashes"]
            pip("install", *options, "-r", str(NODE_LOCK))
        builder.build(str(PYTHON))
    except subprocess.CalledProcessError as failed:
        last = (failed.stderr.strip() or failed.stdout.strip() or "no message").splitlines()[-12:]
        raise Missing(
            "The map room could not be built; building it for the first time needs a network.\n"
            + "\n".join(last)
        ) from failed


def test(arguments: list[str]) -> int:
    ensure("test")
    tell(
        "Not in here: full figures (dev.py soak), the map room in a browser (dev.py browser), and "
        "servers with their workers in processes of their own (dev.py api)."
    )
    spread = any(re.match(r"-n|--numprocesses|--pdb", word) for word in arguments)
    many = [] if spread or (os.cpu_count() or 1) < 2 else ["-n", "auto", "--dist", "worksteal"]
    return run("-m", "pytest", "-rs", *many, *arguments)


def browser(arguments: list[str]) -> int:
    ensure("dev")
    build_map_room()
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))):
        raise Missing("There is no Chromium here. Install it (on Debian: apt install chromium).")
    return run("-m", "pytest", "-rs", "-m", "browser", "tests/browser", *arguments)


def api(arguments: list[str]) -> int:
    ensure("dev")
    return run("-m", "pytest", "-rs", "-m", "api and not soak", "tests/web", *arguments)


def in_turn(steps: Mapping[str, Callable[[], int]]) -> int:
    """Run every step, even after one has failed, and sum up."""
    codes, seconds = {}, {}
    for name, step in steps.items():
        began = time.monotonic()
        tell(f"--- {name}")
        codes[name] = step()
        seconds[name] = time.monotonic() - began
    tell("---")
    for name, code in codes.items():
        tell(f"{name:10} {'passed' if code == 0 else 'FAILED'}  {seconds[name]:7.1f} s")
    return int(any(codes.values()))


def check(arguments: list[str]) -> int:
    no_arguments("check", arguments)
    ensure("dev")
    rules = [f"tests/{name}" for name in RULE_TESTS]
    return in_turn(
        {
            "style": partial(run, "-m", "ruff", "check", *sources()),
            "format": partial(run, "-m", "ruff", "format", "--check", *sources()),
            "types": partial(run, "-m", "mypy", *sources()),
            "layers": partial(
                run, "-c", "from importlinter.cli import lint_imports_command as c; c()"
            ),
            "rules": partial(run, "-m", "pytest", "-q", *rules),
        }
    )


BENCHMARKS = ("kernel", "peers", "registry", "imports", "tiles", "server")
"""In the order they run; the other files of ``benchmarks/`` are tools."""


def bench(arguments: list[str]) -> int:
    if arguments not in ([], ["--quick"]):
        raise SystemExit('"bench" takes --quick or nothing.')
    ensure("test")
    return in_turn(
        {name: partial(run, "-m", f"benchmarks.{name}", *arguments) for name in BENCHMARKS}
    )


def soak(arguments: list[str]) -> int:
    parts = {
        "tests": partial(run, "-m", "pytest", "-rs", "-m", "soak"),
        "uncompiled": partial(
            run, "-m", "pytest", "-rs", "tests/scheduling", NUMBA_DISABLE_JIT="1"
        ),
        **{name: partial(run, "-m", f"benchmarks.{name}") for name in BENCHMARKS},
    }
    if not set(arguments) <= set(parts):
        raise SystemExit(f'"soak" takes some of {", ".join(parts)}, or nothing.')
    ensure("test")
    return in_turn({name: parts[name] for name in arguments or parts})


def docs(arguments: list[str]) -> int:
    """Build the pages and refuse those that would fetch anything from the web."""
    no_arguments("docs", arguments)
    ensure("dev")
    code = run("-m", "zensical", "build", "--clean", "--strict")
    fetching = sorted(set(web_assets(ROOT / "site")))
    for line in fetching:
        tell(f"not offline: {line}")
    if code == 0 and not fetching:
        tell(f"Built: {ROOT / 'site' / 'index.html'}")
    return code or int(bool(fetching))


def web_assets(site: Path) -> Iterator[str]:
    """Scripts, styles, fonts and pictures that a built page would fetch from elsewhere."""
    tags = re.compile(
        r"<(?:script|img|iframe|link)\b[^>]*?\b(?:src|href)=[\"']?((?:https?:)?//[^\"' >]+)"
    )
    for page in site.rglob("*.html"):
        for found in tags.finditer(page.read_text(encoding="utf-8")):
            if not re.search(r"\brel=[\"']?(?:canonical|next|prev|alternate)\b", found.group(0)):
                yield f"{page.relative_to(site)}: {found.group(1)}"


def lock(arguments: list[str]) -> int:
    """Resolve anew for every supported Python and platform; the files name no package index."""
    ensure("dev")
    options = (
        "--universal --fork-strategy fewest --generate-hashes --no-annotate "
        "--no-emit-index-url --no-emit-find-links --python-version {}.{} --quiet"
    ).format(*LOWEST)
    for level in ("dev", "test"):
        target = LOCKS[level].relative_to(ROOT).as_posix()
        # The smaller lock takes its versions from the larger one.
        bound = [] if level == "dev" else ["--constraint", "requirements/dev.lock"]
        said = ["--custom-compile-command", "python dev.py lock"]
        command = ["pip", "compile", *options.split(), *said, *bound, *arguments]
        code = run("-m", "uv", *command, "--group", level, "-o", target, "pyproject.toml")
        if code != 0:
            return code
    target = NODE_LOCK.relative_to(ROOT).as_posix()
    said = ["--custom-compile-command", "python dev.py lock"]
    command = ["pip", "compile", *options.split(), *said, *arguments]
    return run("-m", "uv", *command, "--group", "pyproject.toml:node", "-o", target)


def no_arguments(command: str, arguments: list[str]) -> None:
    if arguments:
        raise SystemExit(f'"{command}" takes no options; it was given: {" ".join(arguments)}')


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": demo,
    "serve": serve,
    "browser": browser,
    "api": api,
    "test": test,
    "check": check,
    "bench": bench,
    "soak": soak,
    "docs": docs,
    "lock": lock,
}


def main(words: list[str]) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        print(HELP, end="")
        return 0
    if words[0] not in COMMANDS:
        print(f"There is no command {words[0]!r}.\n\n{HELP}", end="", file=sys.stderr)
        return 2
    try:
        require_python()
        return COMMANDS[words[0]](words[1:])
    except Missing as missing:
        print(missing, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
