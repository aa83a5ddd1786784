"""The entry point of ``plough``: the list of commands, and how errors end the process."""

import sys
from typing import Annotated

import typer

from ploughshare import __version__
from ploughshare.cli import (
    import_commands,
    kernel_commands,
    plan_commands,
    registry_commands,
    report_commands,
    server_commands,
)
from ploughshare.cli.compare_command import compare
from ploughshare.cli.demo_command import demo_command
from ploughshare.cli.output import error_document, exit_code, say, say_json, tell_error
from ploughshare.cli.replan_command import replan
from ploughshare.errors import CallError, Interrupted, PloughError, StorageError

# Typer carries its own copy of click from some version on; the base of its usage
# errors has no public name in both, so it is found above one that has.
UsageProblem = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")

app = typer.Typer(
    name="plough",
    help="Plan and run the restoration of a war-damaged region.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"plough {__version__}")
        raise typer.Exit


@app.callback()
def _top(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Plan and run the restoration of a war-damaged region."""


registry_commands.register(app)
import_commands.register(app)
server_commands.register(app)
for command in (
    plan_commands.plan,
    replan,
    plan_commands.explain,
    compare,
    report_commands.report,
    kernel_commands.solve,
    kernel_commands.verify,
):
    app.command(no_args_is_help=command not in (plan_commands.plan, replan))(command)


def _interrupted(as_json: bool) -> int:
    stopped = Interrupted("Interrupted; nothing was kept.")
    tell_error(stopped, as_json=as_json)
    return exit_code(stopped)


def _call_error(problem: Exception) -> CallError:
    """A usage error in the shape of our own."""
    message = problem.format_message()  # type: ignore[attr-defined]
    context = getattr(problem, "ctx", None)
    return CallError(
        message if message.endswith((".", "?")) else f"{message}.",
        remedy=f"See '{context.command_path if context else 'plough'} --help'.",
    )


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; a ``PloughError`` never shows a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    as_json = "--json" in given
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        result = app(args=given, prog_name="plough", standalone_mode=False)
    except typer.Exit as done:
        return done.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return _interrupted(as_json)
    except PloughError as error:
        tell_error(error, as_json=as_json)
        return exit_code(error)
    except BrokenPipeError:
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        failed = StorageError(f"{where}{error.strerror or error}.", remedy="Check the path.")
        tell_error(failed, as_json=as_json)
        return exit_code(failed)
    except Exception as wrong:
        # A second Ctrl-C inside compiled code comes out as an error of the compiler's.
        if isinstance(wrong.__cause__, KeyboardInterrupt):
            return _interrupted(as_json)
        if not isinstance(wrong, UsageProblem):
            raise
        if as_json:
            say_json(error_document(_call_error(wrong)))
        wrong.show()  # type: ignore[attr-defined]
        return 2
    return int(result or 0)


app.command()(demo_command(run))


def main() -> None:
    """Run ``plough`` as a process."""
    sys.exit(run())


if __name__ == "__main__":
    main()
