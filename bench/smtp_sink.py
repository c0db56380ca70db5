"""Mail servers that accept everything: one at once, so that it hides nothing, one as far away as most. Prints their ports."""

import socketserver
import threading
import time

#: Seconds until each reply.
DELAYS = (0, 0.010)


class Conversation(socketserver.StreamRequestHandler):
    """One connection."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        self._say(b"220 sink.example ESMTP")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"DATA":
                self._say(b"354 Go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                self._say(b"250 2.0.0 Ok: queued as 4711")
            elif word == b"QUIT":
                self._say(b"221 2.0.0 Bye")
                return
            else:
                self._say(b"250 2.1.0 Ok")

    def _say(self, reply: bytes) -> None:
        time.sleep(self.server.delay)
        self.wfile.write(reply + b"\r\n")


class Sink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, delay: float) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.delay = delay


if __name__ == "__main__":
    sinks = [Sink(delay) for delay in DELAYS]
    print(*(sink.server_address[1] for sink in sinks), flush=True)
    for sink in sinks[1:]:
        threading.Thread(target=sink.serve_forever, daemon=True).start()
    sinks[0].serve_forever()
