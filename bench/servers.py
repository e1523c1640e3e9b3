"""Servers as processes of their own, and what a run of requests cost them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread

import httpx
import psutil


@dataclass(frozen=True, slots=True)
class Cost:
    """What a run of requests took: milliseconds of the server's processor time each, wall milliseconds (median, 99th), a second."""

    cpu_ms: float
    median_ms: float
    p99_ms: float
    per_second: float


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    address: str
    process: psutil.Process
    started_in: float = 0.0
    """Seconds from its start to its first answer."""
    started_with: float = 0.0
    """Seconds of processor time until then."""

    def memory_mb(self) -> float:
        """Memory of its own. Pages of the database's file that are mapped beside it are the system's to take back at any time."""
        taken = self.process.memory_info()
        return float(taken.rss - getattr(taken, "shared", 0)) / 1e6

    def cost(self, send: Callable[[httpx.Client, int], httpx.Response], requests: int, clients: int = 1) -> Cost:
        """Send so many requests, from so many clients at once, and say what they cost. Every answer must be a success."""
        walls: list[float] = []

        def client(number: int) -> None:
            with httpx.Client(base_url=self.address, timeout=60) as http:
                for n in range(number, requests, clients):
                    began = time.perf_counter()
                    answer = send(http, n)
                    walls.append((time.perf_counter() - began) * 1000)
                    if answer.status_code >= 300:
                        raise SystemExit(f"{answer.request.url} answered {answer.status_code}: {answer.text[:300]}")

        before, began = self.processor(), time.perf_counter()
        threads = [Thread(target=client, args=(n,)) for n in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, used = time.perf_counter() - began, self.processor() - before
        if len(walls) != requests:
            raise SystemExit(f"only {len(walls)} of {requests} requests were answered")
        walls.sort()
        return Cost(used * 1000 / requests, walls[len(walls) // 2], walls[int(len(walls) * 0.99)], requests / took)

    def processor(self) -> float:
        """Seconds of processor time that it has taken since it was started."""
        times = self.process.cpu_times()
        return float(times.user + times.system)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def bare(file: Path) -> Iterator[Server]:
    """The bare application over a desk's SQLite file."""
    port = free_port()
    with _running([sys.executable, "-m", "bench.bare", str(file), str(port)], port, "/docs", {}) as server:
        yield server


@contextmanager
def bare_postgresql(url: str) -> Iterator[Server]:
    """The bare application over a desk's PostgreSQL database."""
    port = free_port()
    with _running([sys.executable, "-m", "bench.bare_postgresql", url, str(port)], port, "/docs", {}) as server:
        yield server


@contextmanager
def desk(folder: Path, database_url: str = "") -> Iterator[Server]:
    """`verify serve` over a desk's folder, and another database than the folder's own where one is given."""
    port = free_port()
    env = {
        "VERIFY_DESK_DIR": str(folder),
        "VERIFY_DATABASE_URL": database_url,
        "VERIFY_PORT": str(port),
        "VERIFY_LOG_LEVEL": "WARNING",
        "VERIFY_WORKER_INSIDE": "false",
    }
    with _running([sys.executable, "-m", "verify", "serve"], port, "/sign-in", env) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, ready: str, env: dict[str, str]) -> Iterator[Server]:
    # Where Python may not keep what it compiles, every start would compile our code, and none the bare server's libraries.
    env = {**os.environ, **env, "PYTHONDONTWRITEBYTECODE": ""}
    began = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(address, ready, lambda: process.poll() is None)
        found = Server(address, psutil.Process(process.pid), time.perf_counter() - began)
        yield replace(found, started_with=found.processor())
    finally:
        process.terminate()
        process.wait(30)


def wait_for(address: str, ready: str, is_alive: Callable[[], bool]) -> None:
    """Wait until a server answers at `ready`; the run ends where its process does."""
    for _ in range(1200):
        try:
            httpx.get(address + ready, timeout=5)
            return
        except httpx.TransportError:
            if not is_alive():
                raise SystemExit(f"the server at {address} ended before it answered") from None
            time.sleep(0.05)
    raise SystemExit(f"the server at {address} does not answer")
