"""A network between two processes that is cut, stalls, is slow, or loses what goes one way. Needs no rights."""

import socket
import threading
import time

CHUNK = 64 << 10


class TcpProxy:
    """Passes connections on to 127.0.0.1:`port`, as its settings say; they may be changed at any time."""

    def __init__(self, port):
        self._port = port
        # Seconds that each piece is held back, either way.
        self.delay = 0.0
        # Nothing goes on while this is clear; what was sent comes later, as where packets are lost for a while.
        self._forth, self._back = threading.Event(), threading.Event()
        self._refuses = False
        self.restore()
        self._sockets = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def restore(self):
        """All is well again."""
        self.delay, self._refuses = 0.0, False
        self._forth.set()
        self._back.set()

    def stall(self, forth=True, back=True):
        """Connections stay, and nothing goes through, in one direction or both."""
        if forth:
            self._forth.clear()
        if back:
            self._back.clear()

    def cut(self):
        """Ends all connections, with whatever is under way."""
        with self._lock:
            sockets, self._sockets = self._sockets, set()
        for end in sockets:
            _end(end)

    def refuse(self):
        """Cuts, and lets nobody in."""
        self._refuses = True
        self.cut()

    def stop(self):
        _end(self._listener)
        self._listener.close()
        self.refuse()
        self._forth.set()
        self._back.set()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        try:
            server = None if self._refuses else socket.create_connection(("127.0.0.1", self._port))
        except OSError:
            server = None
        if server is None:
            client.close()
            return
        with self._lock:
            self._sockets |= {client, server}
        back = threading.Thread(target=self._pass_on, args=(server, client, self._back), daemon=True)
        back.start()
        self._pass_on(client, server, self._forth)
        back.join()
        with self._lock:
            self._sockets -= {client, server}
        client.close()
        server.close()

    def _pass_on(self, source, target, open_way):
        try:
            while data := source.recv(CHUNK):
                if self.delay:
                    time.sleep(self.delay)
                open_way.wait()
                target.sendall(data)
        except OSError:
            pass
        _end(source)
        _end(target)


def _end(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
