"""``plough serve``, ``people`` and ``publish``: the map room, who may enter, and what is public."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ploughshare.cli.options import (
    DEFAULT_REGISTRY,
    AuthorOption,
    JsonOption,
    RegistryOption,
    author_name,
)
from ploughshare.cli.output import say, say_json, tell
from ploughshare.cli.registry_commands import opened
from ploughshare.errors import CallError

if TYPE_CHECKING:
    from ploughshare.usecases.permissions import Role
    from ploughshare.web.server import Server


def serve(
    registry: RegistryOption = DEFAULT_REGISTRY,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Another name the server is asked by; may be repeated."),
    ] = None,
    demo: Annotated[
        bool,
        typer.Option("--demo", help="Sign whoever comes in; for an invented region only."),
    ] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
) -> None:
    """
    Open the map room and the OGC API for a registry.

    The first start prints a code with which the first administrator is made. Stop it with
    Ctrl-C; what was acknowledged is kept.

    Examples:

        plough serve --registry region.plough

        plough serve --host 0.0.0.0 --port 80 --name map.example.org
    """
    from ploughshare.web.run import run

    def ready(server: "Server", address: str) -> None:
        with server.reading() as opened_registry:
            empty = not demo and not opened_registry.people.accounts()
            region = opened_registry.name
        say(f"{region}: {address}   (OGC API: {address}/ogc)")
        if empty:
            say(f"Make the first administrator: {address}/set-up   code: {server.set_up_code}")
        tell("Ctrl-C ends it.")
        sys.stdout.flush()
        if open_browser:
            import webbrowser

            webbrowser.open(address)

    run(
        registry,
        host=host,
        port=port,
        names=tuple(name or ()),
        demonstration=demo,
        ready=ready,
    )


def people(
    add: Annotated[str, typer.Option(metavar="NAME", help="Add an account.")] = "",
    role: Annotated[str, typer.Option(help="Its role, or the new role with --change.")] = "",
    change: Annotated[str, typer.Option(metavar="NAME", help="Change an account.")] = "",
    close: Annotated[str, typer.Option(metavar="NAME", help="Close an account.")] = "",
    password: Annotated[
        bool, typer.Option("--password", help="With --change: ask for a new password.")
    ] = False,
    registry: RegistryOption = DEFAULT_REGISTRY,
    author: AuthorOption = "",
    as_json: JsonOption = False,
) -> None:
    """
    List who may sign in to a registry's server, add somebody, change or close an account.

    A password is read from the keyboard, or from the first line of standard input.

    Examples:

        plough people

        plough people --add "Ana Kovel" --role planner

        plough people --change "Ana Kovel" --password

        plough people --close "Ana Kovel"
    """
    from ploughshare.usecases.people import add_account, change_account

    if sum(map(bool, (add, change, close))) > 1:
        raise CallError("Give one of --add, --change and --close.")
    with opened(registry, write=bool(add or change or close)) as kept:
        if add:
            account = add_account(kept, add, _password(), _role(role))
        elif change:
            if not role and not password:
                raise CallError("Nothing is to be changed.", remedy="Give --role or --password.")
            account = change_account(
                kept,
                change,
                role=_role(role) if role else None,
                password=_password() if password else None,
            )
        elif close:
            account = change_account(kept, close, active=False)
        else:
            found = kept.people.accounts()
            if as_json:
                rows = [
                    {"name": each.name, "role": each.role, "active": each.active} for each in found
                ]
                say_json({"accounts": rows})
                return
            for each in found:
                say(f"{each.name:<32} {each.role}{'' if each.active else ', closed'}")
            if not found:
                say("Nobody may sign in yet. Add somebody: plough people --add NAME --role ROLE")
            return
        kept.people.log(author_name(author), "changed an account", name=account.name)
    if as_json:
        say_json({"name": account.name, "role": account.role, "active": account.active})
    else:
        state = "may sign in" if account.active else "can no longer sign in"
        say(f"{account.name} ({account.role}) {state}.")


def publish(
    record_type: Annotated[
        list[str] | None,
        typer.Option("--as", metavar="TYPE", help="Publish this record type; may be repeated."),
    ] = None,
    plan: Annotated[
        bool, typer.Option("--plan", help="Publish when assets are planned to be back.")
    ] = False,
    nothing: Annotated[bool, typer.Option("--nothing", help="Publish nothing any more.")] = False,
    reason: Annotated[str, typer.Option(help="Why; it stays in the history.")] = "",
    registry: RegistryOption = DEFAULT_REGISTRY,
    author: AuthorOption = "",
    as_json: JsonOption = False,
) -> None:
    """
    Decide what anybody may see on the server; without options, tell what was decided.

    Public fields only, and outlines that are not public rounded outwards. What is decided takes
    the place of the decision before.

    Examples:

        plough publish

        plough publish --as hazards --as assets --plan --reason "Decree 12"

        plough publish --nothing --reason "Withdrawn"
    """
    from ploughshare.dictionary import record_type as named
    from ploughshare.registry.kept import Publication

    names = tuple(dict.fromkeys(named(each).name for each in record_type or ()))
    deciding = bool(names or plan or nothing)
    if nothing and (names or plan):
        raise CallError("--nothing stands alone.")
    if deciding and not reason.strip():
        raise CallError("A decision needs its reason.", remedy="Give it with --reason.")
    with opened(registry, write=deciding) as kept:
        if deciding:
            with kept.change(author=author_name(author), reason=reason) as changing:
                changing.decide_publication(Publication(names, plan))
        decided = kept.publication()
    if as_json:
        say_json({"record_types": list(decided.record_types), "plan": decided.plan})
        return
    say("Published: " + (", ".join(decided.record_types) or "no records"))
    say(f"Dates of the plan: {'published' if decided.plan else 'not published'}")


def _role(given: str) -> "Role":
    from ploughshare.usecases.permissions import Role

    roles = [each.value for each in Role if each is not Role.VISITOR]
    if given.replace("-", " ") not in roles:
        raise CallError(
            f"There is no role {given!r}." if given else "An account needs its role.",
            remedy=f"Give --role with one of: {', '.join(roles)}.",
        )
    return Role(given.replace("-", " "))


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (serve, people, publish):
        app.command()(command)
