"""PostgreSQL and RabbitMQ of a run's own, so that they can be killed: no server of the machine is touched."""

import contextlib
import os
import pwd
import random
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg

from deploy.ports import free_port
from tests import migrated
from tests.nodes import wait_for
from tests.undertaker import undertaker

RABBIT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
START = 120.0


class Missing(Exception):
    """The machine has no such server."""


def _programs() -> Path:
    """The folder of the newest PostgreSQL of the machine.

    Raises:
        Missing: there is none.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    other = shutil.which("postgres")
    if other is None:
        raise Missing("PostgreSQL's programs are not installed (Debian: postgresql)")
    return Path(other).resolve().parent


def _user() -> tuple[int | None, int | None]:
    """Who runs the servers, None for who runs the tests: PostgreSQL refuses to run as root."""
    if os.getuid():
        return None, None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(name)
            return found.pw_uid, found.pw_gid
    raise Missing("no user but root can run PostgreSQL")


def _children(pid: int) -> Iterator[int]:
    """The processes that this one has started."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            yield from (int(child) for child in (task / "children").read_text().split())


class Postgres:
    """A cluster in a folder, with one migrated database ``mezhved``."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.data, self.port = folder, folder / "data", free_port()
        self._uid, self._gid = _user()
        self._programs = _programs()
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        self._own(folder)

    @property
    def url(self) -> str:
        """The address of the database, for settings and for psycopg."""
        return f"postgres://postgres@127.0.0.1:{self.port}/mezhved"

    def make(self, kept: Path) -> None:
        """Lay out the cluster: a copy of the kept one, or a new one that is then kept for the next run."""
        if kept.exists():
            shutil.copytree(kept, self.data)
            self._own(self.data)
            return
        self._run("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "-D", str(self.data))
        self.start()
        migrated.create_empty_database(self.url, "mezhved")
        migrated.migrate({"MEZHVED_DATA_DIR": str(self.folder.parent / "migrating"), "MEZHVED_DATABASE_URL": self.url})
        self.stop()
        draft = kept.with_name(f"{kept.name}.{secrets.token_hex(4)}")
        shutil.copytree(self.data, draft)
        try:
            draft.rename(kept)
        except OSError:  # another process of the tests was quicker
            shutil.rmtree(draft)

    def start(self) -> None:
        """Start the server and wait until it takes questions.

        Forcing to disk is off: a process that is killed leaves what it wrote to the kernel, and only the end of the
        machine itself, which nobody plays here, would not.
        """
        options = ["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=60", "-c", "jit=off"]
        options += ["-c", "shared_buffers=32MB", "-c", f"unix_socket_directories={self.folder}"]
        options += ["-c", "listen_addresses=127.0.0.1", "-p", str(self.port), "-D", str(self.data)]
        self.process = self._popen([str(self._programs / "postgres"), *options])
        undertaker().entrust(self.process.pid)
        wait_for(self._answers_or_starts_again, f"PostgreSQL answers at {self.port}", START)

    def crash(self) -> None:
        """Kill a process of it at random: the server ends all the others, recovers, and goes on."""
        assert self.process is not None
        children = list(_children(self.process.pid))
        if children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.SystemRandom().choice(children), signal.SIGKILL)

    def cut_connections(self) -> int:
        """End all connections to the database, as an administrator would; returns how many they were."""
        with (
            contextlib.suppress(psycopg.Error),
            psycopg.connect(self.url, autocommit=True, connect_timeout=2) as server,
        ):
            found = server.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = 'mezhved' AND pid <> pg_backend_pid()"
            ).fetchone()
            return int(found[0]) if found else 0
        return 0

    def die(self) -> None:
        """Kill every process of it at once."""
        if self.process is None:
            return
        for child in [self.process.pid, *_children(self.process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        self.process.wait()
        undertaker().release(self.process.pid)
        self.process = None

    def stop(self) -> None:
        """An orderly end."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=20)
            self.die()

    def _answers_or_starts_again(self) -> bool:
        """Remains of killed processes may hold the folder for a moment, and the server then ends at once."""
        assert self.process is not None
        if self.process.poll() is not None:
            undertaker().release(self.process.pid)
            self.process = self._popen([str(one) for one in self.process.args])  # type: ignore[union-attr]  # a list above
            undertaker().entrust(self.process.pid)
        return self.answers()

    def answers(self) -> bool:
        """Whether it takes questions now."""
        try:
            with psycopg.connect(migrated.at(self.url, "postgres"), connect_timeout=2):
                return True
        except psycopg.Error:
            return False

    def _popen(self, command: list[str]) -> subprocess.Popen[bytes]:
        with (self.folder / "server.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=self._uid,
                group=self._gid,
            )

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
            user=self._uid,
            group=self._gid,
        )

    def _own(self, folder: Path) -> None:
        if self._uid is not None and self._gid is not None:
            for path in [folder, *folder.rglob("*")]:
                os.chown(path, self._uid, self._gid)
        if folder == self.data:
            folder.chmod(0o700)


class Rabbit:
    """A RabbitMQ node with ports, name, folder and cookie of its own."""

    def __init__(self, folder: Path) -> None:
        if not RABBIT.exists():
            raise Missing("RabbitMQ is not installed (Debian: rabbitmq-server)")
        self.folder, self.port = folder, free_port()
        self._distribution, self._mapper = free_port(), free_port()
        self._name = f"faults{os.getpid()}_{self.port}@localhost"
        self.process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True)
        (folder / "plugins").write_text("[].\n")

    @property
    def url(self) -> str:
        """The address of the broker."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}//"

    @property
    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("RABBITMQ_", "MEZHVED_"))}
        return kept | {
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(self._mapper),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": self._name,
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._distribution),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "mnesia"),
            "RABBITMQ_LOG_BASE": str(self.folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "none"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none +sbwtdcpu none +sbwtdio none",
        }

    def start(self) -> None:
        """Start the broker and wait until its port takes connections."""
        self.begin()
        wait_for(self.answers, f"RabbitMQ answers at {self.port}", START)

    def begin(self) -> None:
        """Start the broker, which takes some seconds."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(RABBIT)],
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        undertaker().entrust(self.process.pid)

    def answers(self) -> bool:
        """Whether it can be written to."""
        import kombu  # here: only the runs that have a broker need it

        try:
            with kombu.Connection(self.url, connect_timeout=1) as connection:
                connection.connect()
                return True
        except (OSError, kombu.exceptions.OperationalError):
            return False

    def empty(self, *queues: str) -> int:
        """Throw away what the queues hold; returns how many messages that was."""
        import kombu  # here: only the runs that have a broker need it

        thrown = 0
        with contextlib.suppress(OSError, Exception), kombu.Connection(self.url, connect_timeout=1) as connection:
            for queue in queues:
                channel: Any = connection.default_channel  # the stubs know less of it than each transport has
                thrown += channel.queue_purge(queue) or 0
        return thrown

    def die(self) -> None:
        """Kill every process of it at once."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        undertaker().release(self.process.pid)
        self.process = None

    def stop(self) -> None:
        """Kill it, and the mapper of names that it has started."""
        self.die()
        time.sleep(0.2)
        mapper = shutil.which("epmd")
        if mapper is not None:
            subprocess.run(
                [mapper, "-kill"],
                env=self._environment,
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
