"""Who may do what: one table of roles, acts and classes of data, and nothing decided elsewhere.

Every route of the server names the act and the class it needs; a route that names none keeps the
server from starting. Fields and outlines of records are filtered by the same table, in
``usecases/visible.py``. See ``docs/reference/permissions.md``, which is made from it.
"""

from collections.abc import Mapping
from enum import StrEnum

from ploughshare.fields import Sensitivity


class Role(StrEnum):
    """What a person is to the programme. Each account has one."""

    VISITOR = "visitor"
    VIEWER = "viewer"
    OPERATOR = "operator"
    PLANNER = "planner"
    INFORMATION_OFFICER = "information officer"
    APPROVER = "approver"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Act(StrEnum):
    """What is done with data of a class."""

    SEE = "see"
    EXPORT = "export"
    CHANGE = "change"


class DataClass(StrEnum):
    """What a rule is about: fields by their tag, and what is kept besides records."""

    PUBLISHED = "published"
    PUBLIC = "public"
    OPERATIONAL = "operational"
    SENSITIVE = "sensitive"
    PERSONAL = "personal"
    PLANS = "plans"
    HISTORY = "history"
    FINDINGS = "findings"
    RECEIVED = "received files"
    JOBS = "jobs"
    PUBLICATION = "publication"
    PEOPLE = "people"
    LOG = "log"


MEANING: Mapping[DataClass, str] = {
    DataClass.PUBLISHED: "what the authority has decided to publish; nothing until it decides",
    DataClass.PUBLIC: "fields tagged public",
    DataClass.OPERATIONAL: "fields tagged operational",
    DataClass.SENSITIVE: "fields tagged sensitive, exact outlines of hazardous areas among them",
    DataClass.PERSONAL: "fields tagged personal",
    DataClass.PLANS: "plans with their reasons, and reports made from them",
    DataClass.HISTORY: "who changed what, when and why",
    DataClass.FINDINGS: "findings and quarantined rows",
    DataClass.RECEIVED: "files as they were received",
    DataClass.JOBS: "long work: plans, imports and reports being made",
    DataClass.PUBLICATION: "the decision what is published",
    DataClass.PEOPLE: "accounts, roles and tokens",
    DataClass.LOG: "sign-ins, and exports of sensitive data with their purpose",
}

_COLUMNS = (
    Role.VISITOR,
    Role.VIEWER,
    Role.OPERATOR,
    Role.PLANNER,
    Role.INFORMATION_OFFICER,
    Role.APPROVER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
)

# Each role's letters: s sees, e exports, c changes; a dash for nothing.
#                 visitor viewer operator planner information approver administrator auditor
_TABLE = """
published         se      se     se       se      se          se       se            se
public            -       se     se       se      sec         se       s             se
operational       -       s      s        sec     sec         se       s             se
sensitive         -       -      s        se      sec         se       -             se
personal          -       -      -        -       sec         -        -             -
plans             -       se     s        sec     se          sec      s             se
history           -       -      -        s       s           s        s             se
findings          -       -      -        s       sec         s        -             se
received_files    -       -      -        -       sec         -        -             se
jobs              -       -      -        sc      sc          sc       s             s
publication       s       s      s        s       s           sc       s             s
people            -       -      -        -       -           -        sc            s
log               -       -      -        -       -           -        s             se
"""

_LETTERS = {"s": Act.SEE, "e": Act.EXPORT, "c": Act.CHANGE}


def _read(table: str) -> dict[tuple[DataClass, Act], frozenset[Role]]:
    allowed: dict[tuple[DataClass, Act], set[Role]] = {
        (data_class, act): set() for data_class in DataClass for act in Act
    }
    for line in table.strip().splitlines():
        name, *cells = line.split()
        for role, letters in zip(_COLUMNS, cells, strict=True):
            for letter in letters.strip("-"):
                allowed[DataClass(name.replace("_", " ")), _LETTERS[letter]].add(role)
    return {key: frozenset(roles) for key, roles in allowed.items()}


ALLOWED: Mapping[tuple[DataClass, Act], frozenset[Role]] = _read(_TABLE)
"""The table: which roles may do an act with a class of data."""

OF_TAG: Mapping[Sensitivity, DataClass] = {
    Sensitivity.PUBLIC: DataClass.PUBLIC,
    Sensitivity.OPERATIONAL: DataClass.OPERATIONAL,
    Sensitivity.SENSITIVE: DataClass.SENSITIVE,
    Sensitivity.PERSONAL: DataClass.PERSONAL,
}
"""The class of data that a field's tag stands for."""


WALK_THERE = frozenset({Role.VISITOR, Role.OPERATOR})
"""Roles of people who may have to walk where hazardous areas are: the public, and those at work."""


def may_hide_hazards(role: Role) -> bool:
    """Whether a role may filter hazardous areas off the map; not who may have to walk there."""
    return role not in WALK_THERE


def may(role: Role, act: Act, data_class: DataClass) -> bool:
    """Whether a role may do an act with a class of data."""
    return role in ALLOWED[data_class, act]
