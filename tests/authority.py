"""A timestamp authority of the test's own: `openssl ts` behind an HTTP server on this computer, with a made-up CA."""

from __future__ import annotations

import contextlib
import http.server
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="skipped: openssl is not installed")

CONFIGURATION = """
[responder]
serial = serial
signer_cert = tsa.pem
certs = ca.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
{more}
"""
EXTENSIONS = "extendedKeyUsage = critical,{purpose}\nkeyUsage = critical,digitalSignature\n"


def openssl(folder: Path, *words: str) -> None:
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


class Authority:
    """A CA, a certificate for timestamps that it issued, and what `openssl ts -reply` makes of requests."""

    def __init__(self, folder: Path, *, purpose: str = "timeStamping", days: str = "30", more: str = "") -> None:
        folder.mkdir()
        self.folder = folder
        self.certificates = folder / "ca.pem"
        self.requests: list[bytes] = []
        self.change: Callable[[bytes], bytes] = lambda reply: reply
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
        openssl(
            folder,
            "req",
            "-x509",
            *key,
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-days",
            "30",
            "-subj",
            "/CN=Made-up CA",
        )
        openssl(folder, "req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Made-up authority")
        (folder / "extensions").write_text(EXTENSIONS.format(purpose=purpose))
        (folder / "responder.cnf").write_text(CONFIGURATION.format(more=more))
        (folder / "serial").write_text("01\n")
        issue = ("x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
        openssl(folder, *issue, "-days", days, "-extfile", "extensions", "-out", "tsa.pem")

    def reply(self, request: bytes) -> bytes:
        """Return the response to `request`."""
        self.requests.append(request)
        (self.folder / "request").write_bytes(request)
        words = ("-config", "responder.cnf", "-section", "responder", "-queryfile", "request", "-out", "reply")
        openssl(self.folder, "ts", "-reply", *words)
        return self.change((self.folder / "reply").read_bytes())


@contextlib.contextmanager
def serving(answer: Callable[[bytes], bytes], *, status: int = 200) -> Iterator[str]:
    """Yield the address at which `answer` makes the body of each response."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["Content-Type"] == "application/timestamp-query"
            body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()
            with contextlib.suppress(OSError):  # a reader that had enough
                self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tsr?a=b"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("skipped: openssl is not installed")
    return Authority(tmp_path_factory.mktemp("authority") / "one")
