"""The bridge's side of the worker link, for tests: starts real workers and speaks the protocol with them."""

import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
WORKER = os.path.join(HERE, *"../../main/resources/dev/reserve/wsgi/worker.py".split("/"))

CONFIG, REQUEST, REQUEST_PART, DATA, END, ABORT, WINDOW, STOP, FORK, FILE_TAKEN = range(1, 11)
HELLO, READY, FAILED, RESPONSE, RESPONSE_PART, RESPONSE_DATA, RESPONSE_END = range(32, 39)
GRANT, FILE, BROKEN, LOG, FORKED, EXITED = range(39, 45)

HEADER = struct.Struct("<IIB")
U32 = struct.Struct("<I")
PATIENCE = 20       # seconds until a test gives up
WINDOW_SIZE = 262144


class Answer:
    """What came for one request."""

    def __init__(self):
        self.status = None
        self.headers = []
        self.body = b""
        self.size = 0
        self.file = None
        self.whole = False
        self.broken = None
        self.over = False

    def header(self, name):
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return values[0] if values else None

    def head(self, payload):
        assert self.status is None, "a second head"
        size = U32.unpack_from(payload)[0]
        self.status, *fields = payload[4:4 + size].decode("latin-1").split("\0")
        self.headers = list(zip(fields[::2], fields[1::2]))
        return payload[4 + size:]


class Connection:
    """The link to one worker."""

    def __init__(self, sock):
        self.socket = sock
        self.socket.settimeout(PATIENCE)
        self.buffer = b""
        self.answers = {}
        self.logs = []              # (stream, request, line)
        self.granted = {}           # request -> bytes
        self.others = []            # frames that are for no request
        self.last = 0
        self.auto_window = True     # whether what has come is acknowledged
        self.take_files = True
        self.keep_bodies = True

    def send(self, kind, number=0, payload=b""):
        self.transmit(HEADER.pack(len(payload), number, kind) + payload)

    def transmit(self, data):
        """Sends, and reads meanwhile what there is, as a bridge must: a worker that cannot send does not read."""
        data = memoryview(data)
        while data:
            readable, writable, _ = select.select([self.socket], [self.socket], [], PATIENCE)
            if readable:
                self.buffer += self.socket.recv(1 << 18)
            elif not writable:
                raise TimeoutError("sending")
            if writable:
                data = data[self.socket.send(data, socket.MSG_DONTWAIT):]

    def receive(self):
        """The next frame, whatever it is."""
        while True:
            if len(self.buffer) >= 9:
                size, number, kind = HEADER.unpack_from(self.buffer)
                if len(self.buffer) >= 9 + size:
                    payload = self.buffer[9:9 + size]
                    self.buffer = self.buffer[9 + size:]
                    return kind, number, payload
            data = self.socket.recv(1 << 18)
            if not data:
                raise EOFError("the worker closed the link")
            self.buffer += data

    def pump(self):
        """Takes one frame in."""
        kind, number, payload = self.receive()
        answer = self.answers.get(number)
        if kind == LOG:
            self.logs.append((payload[0], number, payload[1:].decode()))
        elif kind == GRANT:
            self.granted[number] = self.granted.get(number, 0) + U32.unpack(payload)[0]
        elif kind in (HELLO, READY, FAILED, FORKED, EXITED):
            self.others.append((kind, number, payload))
        else:
            assert answer is not None and not answer.over, "frame %d for request %d, which is over" % (kind, number)
            self.take(answer, kind, number, payload)
        return kind, number

    def take(self, answer, kind, number, payload):
        if kind in (RESPONSE, RESPONSE_PART):
            payload = answer.head(payload)
            answer.whole = kind == RESPONSE
        elif kind == FILE:
            fd, offset, length = struct.unpack("<IQQ", payload)
            answer.file = (fd, offset, length)
            payload = b""
            if self.take_files:
                with open("/proc/%d/fd/%d" % (self.pid, fd), "rb") as file:
                    file.seek(offset)
                    payload = file.read(length)
                self.send(FILE_TAKEN, number)
        elif kind == BROKEN:
            answer.broken = payload.decode()
            payload = b""
        elif kind not in (RESPONSE_DATA, RESPONSE_END):
            raise AssertionError("frame %d" % kind)
        if kind == RESPONSE_DATA:
            assert len(payload) <= 65536
        answer.size += len(payload)
        if self.keep_bodies:
            answer.body += payload
        if kind == RESPONSE_DATA and self.auto_window:
            self.send(WINDOW, number, U32.pack(len(payload)))
        if kind in (RESPONSE, RESPONSE_END, BROKEN):
            answer.over = True

    def until(self, condition, what="a condition"):
        """Takes frames in until the condition holds."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(what)
            self.pump()

    def other(self, kind):
        """Waits for a frame that is for no request."""
        self.until(lambda: any(frame[0] == kind for frame in self.others), "frame %d" % kind)
        index = next(i for i, frame in enumerate(self.others) if frame[0] == kind)
        return self.others.pop(index)

    def request_frame(self, path="/", body=b"", method="GET", part=False, number=None, **variables):
        if number is None:
            self.last += 1
            number = self.last
        head = variables_of(path, method, body, **variables)
        self.answers[number] = Answer()
        payload = U32.pack(len(head)) + head + body
        return HEADER.pack(len(payload), number, REQUEST_PART if part else REQUEST) + payload, number

    def ask(self, path="/", body=b"", method="GET", part=False, **variables):
        """Sends a request; its number."""
        data, number = self.request_frame(path, body, method, part, **variables)
        self.transmit(data)
        return number

    def answer(self, number):
        """Waits for the whole answer."""
        answer = self.answers[number]
        self.until(lambda: answer.over, "the answer to %d" % number)
        return answer

    def get(self, path="/", body=b"", method="GET", **variables):
        return self.answer(self.ask(path, body, method, **variables))

    def lines(self, stream=None):
        return [line for number, _, line in self.logs if stream in (None, number)]

    def silent(self):
        """Whether nothing is there to be read at this moment."""
        return not self.buffer and not select.select([self.socket], [], [], 0)[0]

    def ended(self):
        """Waits until the worker closes the link."""
        try:
            while True:
                self.pump()
        except (EOFError, ConnectionError):
            pass


def variables_of(path="/", method="GET", body=b"", **variables):
    path, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query, "REQUEST_URI": path,
        "SERVER_NAME": "example.org", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "192.0.2.1",
        "REMOTE_PORT": "50000", "wsgi.url_scheme": "http", "HTTP_HOST": "example.org", "HTTP_USER_AGENT": "test/1.0",
        "HTTP_ACCEPT": "text/html,application/xhtml+xml", "HTTP_ACCEPT_ENCODING": "gzip, deflate",
        "HTTP_ACCEPT_LANGUAGE": "en", "HTTP_CONNECTION": "keep-alive",
    }
    if body:
        environ["CONTENT_LENGTH"] = str(len(body))
    environ.update(variables)
    environ = {key: value for key, value in environ.items() if value is not None}
    return "\0".join(part for item in environ.items() for part in item).encode("latin-1")


class Bridge:
    """Listens, starts a worker process, and has the connections to it and to those that it forks."""

    def __init__(self, flags=(), stdin=subprocess.DEVNULL, environ=None):
        self.folder = tempfile.mkdtemp(prefix="worker-test-")
        self.path = os.path.join(self.folder, "link")
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(self.path)
        self.listener.listen(64)
        self.listener.settimeout(PATIENCE)
        self.output = tempfile.TemporaryFile()
        self.connections = []
        self.progress_files = []
        self.process = subprocess.Popen([sys.executable, *flags, WORKER, self.path], stdin=stdin, stdout=self.output,
                                        stderr=self.output, cwd=self.folder,
                                        env=dict(os.environ, PYTHONDONTWRITEBYTECODE="1", **(environ or {})))
        self.link = None

    def accept(self):
        sock, _ = self.listener.accept()
        connection = Connection(sock)
        self.connections.append(connection)
        kind, _, payload = connection.receive()
        assert kind == HELLO
        connection.hello = json.loads(payload.decode())
        connection.pid = connection.hello["pid"]
        return connection

    def configure(self, connection, target="", **options):
        progress = os.path.join(self.folder, "progress-%d" % len(self.progress_files))
        with open(progress, "wb") as file:
            file.truncate(4096)
        self.progress_files.append(progress)
        config = {"target": target, "args": [], "chdir": self.folder, "pythonpath": [], "threads": 1,
                  "multiprocess": False, "window": WINDOW_SIZE, "progress": progress, "zygote": False, "title": "",
                  "environ": {}}
        config.update(options)
        connection.progress_file = progress
        connection.send(CONFIG, 0, json.dumps(config).encode())

    def launch(self, target, **options):
        """The link to a worker that is ready."""
        connection = self.link = self.accept()
        self.configure(connection, target, **options)
        connection.until(lambda: connection.others, "READY or FAILED")
        kind, _, payload = connection.others.pop()
        if kind != READY:
            raise AssertionError("no app: " + payload.decode())
        connection.app = json.loads(payload.decode())["app"]
        return connection

    def refused(self, target, **options):
        """Why there is no app."""
        connection = self.link = self.accept()
        self.configure(connection, target, **options)
        text = connection.other(FAILED)[2].decode()
        assert self.process.wait(PATIENCE) == 3, self.process.returncode
        return text

    def started(self, connection=None):
        """The number of calls in the progress file."""
        with open((connection or self.link).progress_file, "rb") as file:
            return U32.unpack(file.read(4))[0]

    def fork(self, number, **options):
        """The link to a worker that the zygote forked."""
        self.link.send(FORK, number)
        _, announced, payload = self.link.other(FORKED)
        assert announced == number
        connection = self.accept()
        assert connection.pid == U32.unpack(payload)[0]
        assert connection.hello["worker"] == number
        self.configure(connection, **options)
        connection.other(READY)
        return connection

    def write(self, name, text):
        """Writes a file into the worker's folder."""
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb" if isinstance(text, bytes) else "w") as file:
            file.write(text)
        return path

    def printed(self):
        """What the process wrote to its own stdout and stderr."""
        self.output.seek(0)
        return self.output.read().decode()

    def close(self):
        for connection in self.connections:
            connection.socket.close()
        self.listener.close()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            raise AssertionError("the worker did not end with its bridge") from None
        finally:
            self.output.close()
            subprocess.call(["rm", "-rf", self.folder])


def read(path):
    with open(path) as file:
        return file.read()


def readable_by_all(path):
    """Whether other users can read this file."""
    while path != "/":
        if not os.stat(path).st_mode & (1 if os.path.isdir(path) else 4):
            return False
        path = os.path.dirname(path)
    return True


def memory(pid, key="VmRSS"):
    """KiB of memory of a process."""
    with open("/proc/%d/status" % pid) as status:
        return next(int(line.split()[1]) for line in status if line.startswith(key + ":"))


def alive(pid):
    """Whether there is such a process (a zombie is none)."""
    try:
        with open("/proc/%d/stat" % pid) as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def eventually(condition, what):
    """Waits for something that no frame tells of."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        select.select([], [], [], 0.005)
