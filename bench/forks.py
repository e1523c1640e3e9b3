"""Servers forked from a process that has loaded everything: each is up within a moment, for runs that kill hundreds of them.

`python -m bench.forks` reads ports, serves the desk on each in a process of its own, and answers with that process's id.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import uvicorn

from bench.servers import Server, free_port, wait_for
from verify.app import make_app
from verify.settings import Settings, get_settings


@contextmanager
def forking(folder: Path, database_url: str) -> Iterator[Callable[[], Server]]:
    """A function that starts one more server over the desk; those that still run at the end are killed."""
    env = {
        "VERIFY_DESK_DIR": str(folder),
        "VERIFY_DATABASE_URL": database_url,
        "VERIFY_LOG_LEVEL": "WARNING",
        "VERIFY_WORKER_INSIDE": "false",
    }
    command = [sys.executable, "-m", "bench.forks"]
    parent = subprocess.Popen(
        command, env={**os.environ, **env}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    asking, answering = parent.stdin, parent.stdout
    assert asking and answering
    started: list[Server] = []

    def start() -> Server:
        port = free_port()
        print(port, file=asking, flush=True)
        process = psutil.Process(int(answering.readline()))
        wait_for(address := f"http://127.0.0.1:{port}", "/sign-in", process.is_running)
        started.append(Server(address, process))
        return started[-1]

    try:
        yield start
    finally:
        for server in started:
            if server.process.is_running():
                server.process.kill()
        asking.close()
        parent.wait(30)
        answering.close()


def main() -> None:
    """Fork a server for every port that comes in."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that are killed
    settings = get_settings()
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            serve(settings, int(line))
        print(child, flush=True)


def serve(settings: Settings, port: int) -> None:
    """Serve the desk on the port until the process is ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    uvicorn.run(make_app(settings), host="127.0.0.1", port=port, log_level="warning")
    os._exit(0)


if __name__ == "__main__":
    main()
