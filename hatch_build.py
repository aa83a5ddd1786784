"""Wheels hold the built map room; an editable installation builds it when it is first served."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class MapRoom(BuildHookInterface):  # type: ignore[type-arg]
    """Build the front end before a wheel is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "frontend"))
        import build  # type: ignore[import-not-found]

        if not build.is_current():
            build.build()
