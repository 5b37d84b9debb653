"""Real servers that tests start and stop: PostgreSQL and azurite, each in a folder of its own."""

import base64
import hashlib
import hmac
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from email.utils import formatdate
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parents[2]
AZURITE = ROOT / "build" / "azurite" / "node_modules" / "azurite" / "dist" / "src" / "blob" / "main.js"
ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The account of the emulator that all the world knows."""


def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def postgres() -> Iterator[str]:
    """The address of a server that knows the user `postgres`; it stops afterwards."""
    with tempfile.TemporaryDirectory() as folder:  # another user may have to look into it
        yield from _postgres(Path(folder))


def _postgres(folder: Path) -> Iterator[str]:
    for program in ("initdb", "pg_ctl"):
        if shutil.which(program) is None:
            pytest.fail(f"`make servers` needs PostgreSQL: there is no {program} on the PATH")
    port, state = free_port(), folder / "state"
    user = as_another_user(folder)
    password = folder / "password"
    password.write_text("hunter2\n", encoding="utf-8")
    password.chmod(0o644)
    run(user, "initdb", "-D", f"{state}", "-U", "postgres", "-E", "UTF8", "--no-locale", "--auth=scram-sha-256",
        f"--pwfile={password}")  # fmt: skip
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(user, "pg_ctl", "-D", f"{state}", "-w", "-l", f"{folder / 'log'}", "-o", options, "start")
    try:
        yield f"postgresql://postgres:hunter2@127.0.0.1:{port}/postgres"
    finally:
        run(user, "pg_ctl", "-D", f"{state}", "-m", "immediate", "stop")


def as_another_user(folder: Path) -> list[str]:
    """The beginning of a command for who may run a server: PostgreSQL refuses the root user."""
    if os.geteuid() != 0:
        return []
    user = next((name for name in ("postgres", "nobody") if name in {entry.pw_name for entry in pwd.getpwall()}), None)
    if user is None or shutil.which("setpriv") is None:
        pytest.fail("`make servers` as root needs `setpriv` and a user `postgres` or `nobody`")
    shutil.chown(folder, user)
    return ["setpriv", f"--reuid={user}", f"--regid={pwd.getpwnam(user).pw_gid}", "--clear-groups"]


def run(user: list[str], *command: str) -> None:
    done = subprocess.run([*user, *command], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@contextmanager
def azurite(folder: Path) -> Iterator[Mapping[str, str]]:
    """The variables of the environment that name a server that speaks Azure's blob storage; it stops afterwards."""
    node = shutil.which("node")
    if node is None:
        pytest.fail("`make servers` needs node for azurite: there is none on the PATH")
    if not AZURITE.exists():
        pytest.fail("azurite is not there: `make servers` installs it by npm")
    port = free_port()
    with (folder / "log").open("wb") as log:
        command = [node, f"{AZURITE}", "--blobHost", "127.0.0.1", "--blobPort", f"{port}", "--silent"]
        options = ["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry"]
        server = subprocess.Popen([*command, *options], cwd=folder, stdout=log, stderr=log)
    try:
        wait_for(port)
        yield {
            "AZURE_STORAGE_ACCOUNT_NAME": ACCOUNT,
            "AZURE_STORAGE_ACCOUNT_KEY": KEY,
            "AZURE_STORAGE_USE_EMULATOR": "true",
            "AZURITE_BLOB_STORAGE_URL": f"http://127.0.0.1:{port}",
        }
    finally:
        server.terminate()
        server.wait(10)


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"no server answers on port {port}")


def put(address: str, path: str, content: bytes = b"", *, query: str = "", kind: str = "") -> None:
    """Make a container (with `query`), or a blob in one, signed with the key that all the world knows."""
    headers = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": "2021-08-06"}
    headers |= {"x-ms-blob-type": kind} if kind else {}
    told = "".join(f"{name}:{value}\n" for name, value in sorted(headers.items()))
    resource = f"/{ACCOUNT}/{ACCOUNT}{path}" + (f"\n{query.replace('=', ':')}" if query else "")
    length = str(len(content)) if content else ""
    signed = "\n".join(["PUT", "", "", length, "", "", "", "", "", "", "", "", told + resource])
    digest = hmac.new(base64.b64decode(KEY), signed.encode(), hashlib.sha256).digest()
    headers["Authorization"] = f"SharedKey {ACCOUNT}:{base64.b64encode(digest).decode()}"
    request = Request(f"{address}/{ACCOUNT}{path}" + (f"?{query}" if query else ""), content or None, headers)
    request.get_method = lambda: "PUT"  # type: ignore[method-assign]
    request.add_unredirected_header("Content-Type" if content else "Content-Length", "" if content else "0")
    try:
        with urlopen(request) as answer:
            assert answer.status == 201
    except URLError as error:
        pytest.fail(f"azurite does not take {path}: {error}")
