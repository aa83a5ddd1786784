"""The log of the server and its worker: one JSON document a line on stderr, without data."""

import json
import logging
import sys
from datetime import UTC, datetime
from pathlib import Path


class Lines(logging.Formatter):
    """One JSON document a line."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        text = record.getMessage()
        if record.name == "ploughshare.requests":
            told |= json.loads(text)
        else:
            told["message"] = text
        if record.exc_info:
            # Where it happened, and of what kind; the message of an error may hold data.
            told["error"] = getattr(record.exc_info[0], "__name__", "")
            trace, places = record.exc_info[2], []
            while trace is not None:
                code = trace.tb_frame.f_code
                places.append(f"{Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}")
                trace = trace.tb_next
            told["at"] = places[-8:]
        return json.dumps(told, ensure_ascii=False)


def log_to_stderr() -> None:
    """Write the log as lines of JSON on stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    for name in ("ploughshare.web", "ploughshare.requests", "ploughshare.jobs"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
