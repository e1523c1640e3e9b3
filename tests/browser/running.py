"""A desk served by a real process: `verify serve` or `verify demo` in a folder of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

START_SECONDS = 240


@dataclass(frozen=True, slots=True)
class RunningDesk:
    """Where the desk answers, where it keeps its files, and its process."""

    url: str
    folder: Path
    process: "subprocess.Popen[bytes]"


@contextmanager
def serving(folder: Path, command: str, *options: str, database_url: str = "") -> Iterator[RunningDesk]:
    """`verify <command>` until the block ends. What it prints is shown when it does not start."""
    port = _free_port()
    log = folder / "server.log"
    settings = {
        "VERIFY_DESK_DIR": str(folder / "desk"),
        "VERIFY_DATABASE_URL": database_url,
        "VERIFY_PORT": str(port),
        "VERIFY_LOG_LEVEL": "WARNING",
        "PYTHONWARNINGS": "",
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "verify", command, *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **settings},
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process, log)
            yield RunningDesk(url, folder / "desk", process)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"{url}/sign-in", timeout=2).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError(f"the desk did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
