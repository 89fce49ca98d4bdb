"""A link checker, mostly waiting: a small web server in a thread, slow pages, a subprocess, worker threads.

    ./pyrometer examples/waiting.py
"""

import subprocess
import sys
import threading
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

PAGES = {"/": 0.1, "/news": 0.3, "/search": 0.5, "/about": 0.05}


class Site(BaseHTTPRequestHandler):
    def do_GET(self):
        time.sleep(PAGES[self.path])
        body = ("<h1>%s</h1>" % self.path).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


def fetch(address):
    # Without the machine's proxies: the server is here.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address) as response:
        return len(response.read())


def check(site):
    for path in PAGES:
        started = time.perf_counter()
        size = fetch(site + path)
        print("%-8s %3d bytes in %.2f s" % (path, size, time.perf_counter() - started))


def count_words():
    """Another process does the work; we only wait for it."""
    code = "import time; time.sleep(0.4); print(len('the quick brown fox'.split()))"
    return int(subprocess.check_output([sys.executable, "-c", code]))


def poll(stop):
    while not stop.wait(0.05):
        pass


def main():
    server = HTTPServer(("127.0.0.1", 0), Site)
    stop = threading.Event()
    threading.Thread(target=server.serve_forever, name="web server", daemon=True).start()
    threading.Thread(target=poll, args=(stop,), name="poller").start()
    try:
        check("http://127.0.0.1:%d" % server.server_address[1])
        print(count_words(), "words")
    finally:
        stop.set()
        server.shutdown()


if __name__ == "__main__":
    main()
