"""The pages cannot fall behind: every command and every piece of Python in them runs.

How a page is written for this is told in ``docs/developing/testing.md``.
"""

import contextlib
import io
import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from ploughshare.cli.main import run
from tests import demonstration
from tests.conftest import proving_briefly

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    ROOT / "README.md",
    *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]

FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<language>[\w+-]*)(?P<options>[^\n`]*)\n"
    r"(?P<text>.*?)^(?P=indent)(?P=fence)[ ]*$",
    re.MULTILINE | re.DOTALL,
)
COMMENT = re.compile(
    r"<!--\s*(?P<word>no-run|exit)\s*:\s*(?P<value>(?:(?!-->).)+?)\s*-->\s*\Z", re.DOTALL
)
COLOURS = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block: its language, text and line, and what the comment above it says."""

    language: str
    title: str
    text: str
    line: int
    no_run: str
    exit_code: int

    @property
    def runs(self) -> bool:
        return self.language in {"console", "python"} and not self.no_run


def blocks(page: str) -> Iterator[Block]:
    for found in FENCE.finditer(page):
        before = page[: found.start()]
        comment = COMMENT.search(before)
        said = {comment["word"]: comment["value"]} if comment else {}
        title = re.search(r'title="([^"]+)"', found["options"])
        yield Block(
            language=found["language"],
            title=title[1] if title else "",
            text=re.sub(rf"^{found['indent']}", "", found["text"], flags=re.MULTILINE),
            line=before.count("\n") + 1,
            no_run=said.get("no-run", ""),
            exit_code=int(said.get("exit", "0")),
        )


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Each ``$ command`` of a console block with the output shown below it."""
    joined = re.sub(r"\\\n(?:> )?\s*", "", text)
    for part in re.split(r"^\$ ", joined, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command.strip(), shown.strip()


def looks_like(output: str, shown: str) -> bool:
    """Whether the output is what the page shows; ``...`` stands for anything, spaces count once."""

    def plain(text: str) -> str:
        return " ".join(COLOURS.sub("", text).split())

    text = plain(output)
    first, *rest = (part.strip() for part in plain(shown).split("..."))
    if not rest:
        return text == first
    *between, last = rest
    if not text.startswith(first):
        return False
    at = len(first)
    for part in between:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return text.endswith(last) and len(text) - len(last) >= at


def test_dots_stand_for_anything_between_what_is_shown() -> None:
    output = "one two three two four\n"
    for shown in ("one two three two four", "...", "one ...", "... four", "one ... two ... four"):
        assert looks_like(output, shown)
    for shown in ("one", "two ...", "... three", "... four ... two ...", "one ... four ... four"):
        assert not looks_like(output, shown)


Proof = Callable[[], AbstractContextManager[None]]


def run_command(command: str, *, factory: pytest.TempPathFactory, proof: Proof) -> tuple[int, str]:
    """Exit code and output of a command; the demonstration is made once for all tests."""
    words = shlex.split(command)
    assert words[0] == "plough", f"only plough can be run in a page, not {words[0]!r}"
    if tuple(words[1:]) == demonstration.CALL:
        demonstration.copy_to(Path(), factory)
        return 0, ""
    output = io.StringIO()
    with proof(), contextlib.redirect_stdout(output), contextlib.redirect_stderr(output):
        code = run(words[1:])
    return code, output.getvalue()


def run_console(block: Block, where: str, call: Callable[[str], tuple[int, str]]) -> None:
    steps = list(commands(block.text))
    assert steps, f"{where}: a console block without a line that begins with '$ '"
    for number, (command, shown) in enumerate(steps, 1):
        code, output = call(command)
        expected = block.exit_code if number == len(steps) else 0
        assert code == expected, f"{where}: {command}\nended with {code}:\n{output}"
        assert not shown or looks_like(output, shown), (
            f"{where}: {command}\nprinted:\n{output}\nthe page shows:\n{shown}"
        )


@pytest.mark.parametrize(
    "proof",
    [proving_briefly, pytest.param(contextlib.nullcontext, marks=pytest.mark.soak)],
    ids=["briefly", "fully"],
)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_page(
    page: Path,
    proof: Proof,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Blocks run from top to bottom in one empty folder, Python in one namespace."""
    text = page.read_text(encoding="utf-8")
    found = list(blocks(text))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("PLOUGH_REGISTRY", raising=False)
    if "examples/" in "".join(block.text for block in found if block.runs):
        shutil.copytree(ROOT / "examples", tmp_path / "examples")
    call = partial(run_command, factory=tmp_path_factory, proof=proof)
    names: dict[str, object] = {"__name__": "__main__"}
    for block in found:
        where = f"{page.relative_to(ROOT).as_posix()}:{block.line}"
        if block.title:
            file = tmp_path / block.title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text, encoding="utf-8")
        if block.runs and block.language == "console":
            run_console(block, where, call)
        elif block.runs:
            padded = "\n" * block.line + block.text
            exec(compile(padded, str(page), "exec"), names)


def test_links_between_pages_lead_somewhere() -> None:
    broken = [
        f"{page.relative_to(ROOT).as_posix()}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in target
        and not target.startswith("mailto:")
        and not (page.parent / target).exists()
    ]
    assert not broken, "\n".join(broken)


def test_every_page_is_listed_on_the_first() -> None:
    first = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    names = {page.relative_to(ROOT / "docs").as_posix() for page in (ROOT / "docs").rglob("*.md")}
    unlisted = sorted(name for name in names - {"index.md"} if f"({name})" not in first)
    assert not unlisted, f"Add to docs/index.md, with a line each: {', '.join(unlisted)}"


PAGE = """
<!-- no-run: it would install -->
```console
$ python dev.py demo
```

```csv title="rates.csv"
kind,rate
```

<!-- exit: 2 -->
```console
$ plough deminify \\
    --now
...
```
"""


def test_what_a_page_can_say() -> None:
    first, table, last = blocks(PAGE)

    assert first.no_run == "it would install"
    assert not first.runs
    assert table.title == "rates.csv"
    assert last.runs
    assert last.exit_code == 2
    assert list(commands(last.text)) == [("plough deminify --now", "...")]


def test_shown_output_must_be_what_is_printed() -> None:
    assert looks_like("plan of 12 May\n  98 items\n", "plan of ...\n98 items")
    assert looks_like("one\ntwo\nthree\n", "one\n...\nthree")
    assert not looks_like("one\ntwo\n", "one\nthree")
    assert not looks_like("one\ntwo\n", "one")
