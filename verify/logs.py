"""The process's own log, on standard error: readable on a terminal, JSON elsewhere. (The desk's history is `services.audit`.)"""

import logging
import re
import sys

import structlog

# Without what the functions were called with: that is what people typed, and their tokens.
_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
_ONE_TIME = re.compile(r"(/(?:password|set-up)/)[^/?\s]+")


def configure(level: str) -> None:
    """Log events of at least `level` (`DEBUG`, `INFO`, `WARNING`, `ERROR`)."""
    logging.getLogger("uvicorn.access").addFilter(_without_links)
    on_terminal = sys.stderr.isatty()
    shown: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if on_terminal
        else structlog.processors.JSONRenderer()
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([] if on_terminal else [_TRACEBACKS]),
            shown,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
    )


def failed(event: str, error: BaseException, **facts: object) -> None:
    """Log something that should not have happened, with its traceback and the facts that lead to it."""
    structlog.get_logger().error(event, exc_info=error, **facts)


def _without_links(line: logging.LogRecord) -> bool:
    """Keep one-time links out of a line about a request: whoever reads it could use them first."""
    if isinstance(line.args, tuple):
        line.args = tuple(_ONE_TIME.sub(r"\1…", part) if isinstance(part, str) else part for part in line.args)
    return True
