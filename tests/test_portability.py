"""What runs here must run on Windows and macOS: the package never uses what one of them lacks."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted(
    [*ROOT.glob("ploughshare/**/*.py"), *ROOT.glob("examples/**/*.py"), ROOT / "dev.py"]
)

SPAWN = 'start processes from multiprocessing.get_context("spawn")'
ONE_PLATFORM_MODULES = dict.fromkeys(
    ["fcntl", "grp", "posix", "pty", "pwd", "resource", "syslog", "termios", "tty"],
    "it does not exist on Windows",
) | dict.fromkeys(["msvcrt", "winreg", "winsound", "_winapi"], "it exists only on Windows")

NAMES = {
    **dict.fromkeys(["os.fork", "os.forkpty"], SPAWN),
    **dict.fromkeys(
        ["os.geteuid", "os.getuid", "os.getegid", "os.getgid", "os.chown", "os.getlogin"],
        "Windows has no user numbers",
    ),
    **dict.fromkeys(
        ["os.killpg", "os.setsid", "os.getpgid", "os.mkfifo", "os.nice", "os.uname", "os.sync"],
        "Windows lacks it; platform and subprocess have what is common",
    ),
    **dict.fromkeys(["os.sched_getaffinity", "os.getloadavg", "os.sysconf"], "use os.cpu_count()"),
    **dict.fromkeys(["os.O_DIRECTORY", "os.O_DSYNC"], "guard it with sys.platform"),
    "os.symlink": "Windows asks for administrator rights",
    "os.rename": "use Path.replace: on Windows rename refuses an existing target",
    "os.system": "use subprocess.run with a list",
    "os.popen": "use subprocess.run with a list",
    **dict.fromkeys(
        [
            *(f"signal.SIG{name}" for name in ("KILL", "ALRM", "USR1", "USR2", "HUP", "CHLD")),
            *("signal.alarm", "signal.setitimer", "signal.pause", "signal.pthread_kill"),
        ],
        "Windows lacks it; use Popen.terminate and Popen.kill",
    ),
    **dict.fromkeys(
        [f"multiprocessing.{name}" for name in ("Pool", "Process", "Queue", "Manager", "Pipe")],
        SPAWN,
    ),
    "multiprocessing.set_start_method": SPAWN,
    "time.sleep": "wait for the event itself",
    "tempfile.NamedTemporaryFile": "Windows cannot open it twice; use TemporaryDirectory",
    "tempfile.mktemp": "use TemporaryDirectory",
}
ALLOWED = {
    ("ploughshare/registry/recognise.py", "'/proc/mounts'"): "read only where it exists",
}
FIXED_PATHS = re.compile(r"(/tmp|/dev|/var|/home|/etc|/usr|/proc|/opt)(/|$)|[A-Za-z]:\\")
POSIX_DATES = re.compile(r"%-[a-zA-Z]")
OPENERS = {"gzip", "bz2", "lzma"}
NOT_FILES = {
    "Registry",
    "docket",
    "os",
    "webbrowser",
    "zipfile",
    "archive",
    "tarfile",
    "socket",
    "shelve",
    "dbm",
}
PATH_WORDS = re.compile(r"(path|folder|directory|dir|file|root)$")


def dotted(node: ast.expr) -> str:
    """``a.b.c`` for a plain chain of names, otherwise nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (front := dotted(node.value)):
        return f"{front}.{node.attr}"
    return ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((k.value for k in call.keywords if k.arg == name), None)


def text(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


class Reader(ast.NodeVisitor):
    """Reads one module and keeps what one platform lacks, as ``(line, what and instead)``."""

    def __init__(self, tree: ast.Module) -> None:
        self.found: list[tuple[int, str]] = []
        self.uses_csv = any(isinstance(n, ast.Name) and n.id == "csv" for n in ast.walk(tree))
        self.visit(tree)

    def tell(self, node: ast.expr | ast.stmt, message: str) -> None:
        self.found.append((node.lineno, message))

    def visit_If(self, node: ast.If) -> None:
        guard = ast.unparse(node.test)
        if "sys.platform" not in guard and "os.name" not in guard:
            self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._module(node, alias.name)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        self._module(node, module)
        for alias in node.names:
            self._name(node, f"{module}.{alias.name}")

    def _module(self, node: ast.stmt, name: str) -> None:
        if why := ONE_PLATFORM_MODULES.get(name.split(".")[0]):
            self.tell(node, f"module {name}: {why}")

    def _name(self, node: ast.expr | ast.stmt, name: str) -> None:
        if why := NAMES.get(name):
            self.tell(node, f"{name}: {why}")

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._name(node, dotted(node))
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if FIXED_PATHS.match(text(node)):
            self.tell(node, f"{node.value!r}: use tempfile, Path.home() or an option")
        if POSIX_DATES.search(text(node)):
            self.tell(node, f"{node.value!r}: Windows has no %-d; format the number itself")

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if isinstance(node.op, ast.Add) and "/" in (text(node.left), text(node.right)):
            self.tell(node, 'joined with "/": use the / of pathlib')
        self.generic_visit(node)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for front, then in zip(node.values, node.values[1:], strict=False):
            if isinstance(front, ast.FormattedValue) and text(then).startswith("/"):
                last_word = ast.unparse(front.value).rstrip("()").rsplit(".", 1)[-1]
                if PATH_WORDS.search(last_word):
                    self.tell(node, f"{last_word} joined with '/': use the / of pathlib")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = dotted(node.func)
        attribute = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        front = name.rsplit(".", 1)[0] if "." in name else ""
        of_a_class = front.rsplit(".", 1)[-1][:1].isupper()
        if name == "open" or (attribute == "open" and front not in NOT_FILES and not of_a_class):
            position = 1 if name == "open" or front in OPENERS else 0
            self._open(node, position, binary=front in OPENERS)
        if (attribute == "read_text" and not node.args) or (
            attribute == "write_text" and len(node.args) < 2
        ):
            self._encoding(node, attribute)
        if attribute == "rename" and front != "os" and len(node.args) == 1:
            self.tell(node, ".rename: use Path.replace")
        if name.startswith("subprocess.") and (
            keyword(node, "text") or keyword(node, "universal_newlines")
        ):
            self._encoding(node, name)
        if (shell := keyword(node, "shell")) and ast.unparse(shell) != "False":
            self.tell(node, "shell=True: pass a list of words")
        if attribute == "get_context" and text(node.args[0] if node.args else None) != "spawn":
            self.tell(node, SPAWN)
        if name.endswith("ProcessPoolExecutor") and not keyword(node, "mp_context"):
            self.tell(node, f"ProcessPoolExecutor without mp_context: {SPAWN}")
        self.generic_visit(node)

    def _open(self, call: ast.Call, position: int, *, binary: bool) -> None:
        given = keyword(call, "mode") or next(iter(call.args[position : position + 1]), None)
        mode = text(given) or ("rb" if binary else "r")
        if given is not None and not re.fullmatch(r"[rwxabt+]{1,3}", mode):
            return  # another method named open, not a file's
        if "b" in mode or (binary and "t" not in mode):
            return
        self._encoding(call, "open")
        if self.uses_csv and not keyword(call, "newline"):
            self.tell(call, 'open for csv without newline="": Windows doubles the line ends')

    def _encoding(self, call: ast.Call, what: str) -> None:
        if not keyword(call, "encoding"):
            self.tell(call, f'{what} without encoding="utf-8": Windows would use its own')


def findings(source: str) -> list[str]:
    return [f"{line}: {message}" for line, message in Reader(ast.parse(source)).found]


def test_nothing_in_the_package_is_missing_on_another_platform() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), finding)
        for path in SOURCES
        for finding in findings(path.read_text(encoding="utf-8"))
    ]
    excused = {
        (place, exception)
        for place in found
        for exception in ALLOWED
        if exception[0] == place[0] and exception[1] in place[1]
    }
    wrong = [
        f"{where}:{what}" for where, what in sorted({*found} - {place for place, _ in excused})
    ]
    assert not wrong, "\n".join(wrong)
    assert {exception for _, exception in excused} == set(ALLOWED), "one is no longer needed"


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from resource import getrusage",
        "import os\nos.fork()",
        "from os import geteuid",
        "import os\nos.rename(a, b)",
        "path.rename(other)",
        "import signal\nsignal.signal(signal.SIGALRM, f)",
        "open(p)",
        "open(p, 'w')",
        "path.open()",
        "path.open('a')",
        "import gzip\ngzip.open(p, 'rt')",
        "import csv\nwith open(p, 'w', encoding='utf-8') as f: csv.writer(f)",
        "path.read_text()",
        "path.write_text(words)",
        "subprocess.run(words, text=True)",
        "subprocess.run('ls', shell=True)",
        "folder = '/tmp/plough'",
        "day.strftime('%-d %B')",
        "name = f'{day:%-d}'",
        "name = folder + '/' + leaf",
        "name = f'{out_dir}/plan.json'",
        "multiprocessing.get_context('fork')",
        "multiprocessing.Pool(2)",
        "ProcessPoolExecutor(2)",
        "time.sleep(1)",
    ],
)
def test_the_reader_finds(source: str) -> None:
    assert findings(source)


@pytest.mark.parametrize(
    "source",
    [
        "open(p, 'rb')",
        "open(p, encoding='utf-8')",
        "path.open('wb')",
        "archive.open('names.csv')",
        "import gzip\ngzip.open(p)",
        "import csv\nwith open(p, 'w', encoding='utf-8', newline='') as f: csv.writer(f)",
        "path.read_text(encoding='utf-8')",
        "path.replace(other)",
        "Registry.open(path)",
        "subprocess.run(words, text=True, encoding='utf-8')",
        "rate = f'{value} {unit}/day'",
        "multiprocessing.get_context('spawn')",
        "ProcessPoolExecutor(2, mp_context=spawn)",
        "import os, sys\nif sys.platform != 'win32': os.O_DIRECTORY",
    ],
)
def test_the_reader_leaves_alone(source: str) -> None:
    assert not findings(source)
