"""A line to the live server that can be pulled out.

A browser that is told to be offline lets a request through now and then while a page loads again (seen with Chromium: once in
fifteen reloads on a busy machine). Whoever asks what happens without network pulls the line itself.
"""

import contextlib
import socket
import threading
from urllib.parse import urlsplit


class Cable:
    """Passes bytes between a browser and the server until `pull`, and again after `plug`. `url`: where the browser finds it."""

    def __init__(self, server_url: str):
        server = urlsplit(server_url)
        self.server = (server.hostname, server.port)
        self.ear = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://localhost:{self.ear.getsockname()[1]}"
        self.is_in = True
        self.open: set[socket.socket] = set()
        self.lock = threading.Lock()
        threading.Thread(target=self._listen, daemon=True).start()

    def pull(self) -> None:
        """From now on nothing reaches the server: what is open is cut."""
        with self.lock:
            self.is_in = False
            for end in self.open:
                _cut(end)
            self.open.clear()

    def plug(self) -> None:
        with self.lock:
            self.is_in = True

    def close(self) -> None:
        self.pull()
        _cut(self.ear)

    def _listen(self) -> None:
        while True:
            try:
                near, _address = self.ear.accept()
            except OSError:
                return  # closed
            with self.lock:
                if not self.is_in:
                    _cut(near)
                    continue
                far = socket.create_connection(self.server)
                self.open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=_pass, args=(one, other), daemon=True).start()


def _pass(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65_536):
            other.sendall(data)
    _cut(one)
    _cut(other)


def _cut(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
