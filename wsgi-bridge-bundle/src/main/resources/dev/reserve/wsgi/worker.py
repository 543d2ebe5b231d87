"""A worker: one CPython process that runs a PEP 3333 application for Reserve.

Started as `python worker.py SOCKET_PATH`. It connects to the bridge (Reserve's side, in Java), is told by a CONFIG
frame which application to run, and then answers requests until it is told to stop or the bridge is gone.

The parts, from bottom to top:

  Link        the socket: frames in, frames out
  Sentinel    a thread that ends the process with the bridge, and sends what has waited too long
  LogStream   sys.stdout, sys.stderr and wsgi.errors: lines of text become LOG frames
  Target      finds the application
  Exchange    one request and its answer: start_response, write, the rules of PEP 3333
  Worker      the threads that read the link and call the application
  Zygote      imports the application once and forks workers

Threads. `places` application calls run at a time (CONFIG.threads). All threads do the same: look for work, and if
there is none, read the link; one at a time reads (the leader). A call that must wait for its client gives its place
away: it wakes another thread, or starts one, and gets a place again when its client's frame has come. So with one place
there is one thread at work; it reads, calls and writes without ever changing threads, and the lock is never contended.

Standard library only; CPython 3.8 or later, on Linux.
"""

import atexit
import collections
import faulthandler
import gc
import io
import json
import mmap
import os
import re
import select
import signal
import socket
import stat
import struct
import sys
import threading
from time import monotonic

if sys.version_info < (3, 8):
    sys.exit("%s is Python %s; expected CPython 3.8 or later" % (sys.executable, ".".join(map(str, sys.version_info[:3]))))

# Frames from the bridge
CONFIG, REQUEST, REQUEST_PART, DATA, END, ABORT, WINDOW, STOP, FORK, FILE_TAKEN = range(1, 11)
# Frames to the bridge
HELLO, READY, FAILED, RESPONSE, RESPONSE_PART, RESPONSE_DATA, RESPONSE_END = range(32, 39)
GRANT, FILE, BROKEN, LOG, FORKED, EXITED = range(39, 45)

PROTOCOL = 1
MAX_PAYLOAD = 1 << 20
MAX_DATA = 1 << 16            # bytes of a body in one DATA frame
MAX_HEAD = 1 << 18
MAX_WHOLE = 1 << 19           # a longer answer is sent in parts
MAX_TEXT = 1 << 15            # characters of a traceback or of a line of log in one frame
READ_BUFFER = 1 << 18
FLUSH_BYTES = 1 << 16         # so much output is sent without waiting for more
FLUSH_SECONDS = 0.001         # output as old as this is sent before the next call of the application
TICK_MILLIS = 10              # output is sent by the sentinel after one or two ticks, whatever the application does
MAX_THREADS = 1000

EXIT_NO_APP = 3
EXIT_MALFORMED = 70           # EX_SOFTWARE of sysexits.h
EXIT_CANNOT_FORK = 71         # EX_OSERR: the status of a worker that the zygote could not make

HEADER = struct.Struct("<IIB")
U32 = struct.Struct("<I")
FILE_PAYLOAD = struct.Struct("<IQQ")

_header = HEADER.pack
_header_with_length = struct.Struct("<IIBI").pack


def frame(kind, number, payload=b""):
    return _header(len(payload), number, kind) + payload


class PEP3333Error(AssertionError):
    """The application broke a rule of PEP 3333."""


class ClientGone(ConnectionError):
    """The client closed its connection, or nobody wants its answer any more."""


class Mistake(Exception):
    """Something that is plainly wrong with what the worker was asked for; no traceback is needed to see what."""


# ----------------------------------------------------------------------------------------------------------------------
# The link
# ----------------------------------------------------------------------------------------------------------------------

class Link:
    """The socket to the bridge.

    Any thread appends frames to `out`, without the lock; `flush` and `receive` want it. So writing to the log never
    waits for the lock: a finalizer may do it, and may interrupt a thread that has it.
    """

    def __init__(self, path, number):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.connect(path)
        self.lock = threading.Lock()
        self.out = collections.deque()
        self.queued = 0             # bytes in `out`, roughly
        self.since = 0.0            # when what is in `out` began to wait, or earlier: the last read or write
        self.sent = 0.0             # when `out` was last sent
        self.flushes = 0
        self.ticking = False        # whether the sentinel looks after `out` at present
        self.reader = 0             # the thread that is in recv, or 0
        self.finished = False       # there is nothing to read any more
        self.closed = False         # in a process forked by the application
        self.wake_reader, self.wake_writer = os.pipe()
        os.set_blocking(self.wake_reader, False)
        os.set_blocking(self.wake_writer, False)
        self._allocate(READ_BUFFER)
        self.end = 0                # so many bytes of the buffer are filled
        hello = {"protocol": PROTOCOL, "pid": os.getpid(), "python": sys.version.split()[0], "worker": number}
        self.put(frame(HELLO, 0, json.dumps(hello).encode()))
        self.flush()

    def _allocate(self, size, content=b""):
        self.size = size
        self.buffer = bytearray(size + 4)       # so that a length can be read at the very end
        self.view = memoryview(self.buffer)
        self.view[:len(content)] = content

    def put(self, data):
        """Queues a frame that may wait for a tick."""
        self.out.append(data)
        self.queued += len(data)
        if not self.ticking:
            self.tick()

    def tick(self):
        """Has the sentinel look after the output."""
        self.ticking = True
        self.wake()

    def wake(self):
        try:
            os.write(self.wake_writer, b"\0")
        except OSError:
            pass                    # it is full: awake already; or closed

    def flush(self):
        """Sends what is queued. The lock is held (or there is one thread only)."""
        out = self.out
        self.queued = 0             # first: what is queued from here on must count
        count = len(out)
        if not count:
            return
        data = out.popleft() if count == 1 else b"".join([out.popleft() for _ in range(count)])
        self.flushes += 1
        try:
            self.socket.sendall(data)
        except OSError:
            os._exit(0)             # the bridge is gone
        self.since = self.sent = monotonic()

    def receive(self, flags=0):
        """Waits for bytes. The lock is held at the call and at the return, but not meanwhile. False if nothing came."""
        self.reader = threading.get_ident()
        self.lock.release()
        try:
            count = self.socket.recv_into(self.view[self.end:self.size], 0, flags)
        except BlockingIOError:     # asked not to wait, or woken by SIGTERM
            count = -1
        except ConnectionError:
            count = 0
        finally:
            self.lock.acquire()
            self.reader = 0
        if count > 0:
            self.end += count
            self.since = monotonic()
            return True
        if not count and not self.finished:
            os._exit(0)
        return False

    def frames(self):
        """Yields kind, number, start and stop in the buffer of each whole frame; then makes room for more."""
        unpack = HEADER.unpack_from
        buffer = self.buffer
        position = 0
        end = self.end
        while end - position >= 9:
            length, number, kind = unpack(buffer, position)
            if length > MAX_PAYLOAD:
                malformed("a frame of type %d with a payload of %d bytes, more than %d" % (kind, length, MAX_PAYLOAD))
            start = position + 9
            stop = start + length
            if stop > end:
                break
            yield kind, number, start, stop
            position = stop
        rest = end - position
        if rest and position:
            self.view[:rest] = self.view[position:end]
        self.end = rest
        if rest >= 9:
            wanted = 9 + U32.unpack_from(buffer)[0]
            if wanted > self.size:
                self._allocate(MAX_PAYLOAD + MAX_DATA, self.view[:rest])

    def config(self):
        """Waits for CONFIG, the bridge's first frame. What follows it stays in the buffer."""
        with self.lock:
            length, _, kind = self._take(9, HEADER.unpack_from)
            if kind != CONFIG or length > MAX_PAYLOAD:
                malformed("a frame of type %d with %d bytes where CONFIG (%d) was expected" % (kind, length, CONFIG))
            try:
                return json.loads(self._take(length, lambda buffer: bytes(buffer[:length])).decode())
            except ValueError as error:
                malformed("CONFIG is no JSON: %s" % error)

    def _take(self, count, read):
        if count > self.size:
            self._allocate(MAX_PAYLOAD + MAX_DATA, self.view[:self.end])
        while self.end < count:
            self.receive()
        value = read(self.buffer)
        self.end -= count
        self.view[:self.end] = self.view[count:count + self.end]
        return value

    def ask_reader_to_look_up(self):
        """Gets a thread out of recv, if there is one, and the next one that goes there, too. For a signal's handler."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", 0, 1000))
        reader = self.reader
        if reader and reader != threading.get_ident():
            signal.pthread_kill(reader, signal.SIGTERM)     # recv begins again after EINTR, now with a timeout

    def wait_without_timeout(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("@ll", 0, 0))

    def close(self):
        """In a forked process: the link is its parent's."""
        if not self.closed:
            self.closed = True
            self.lock = threading.Lock()        # another thread may have had the old one
            self.socket.close()
            os.close(self.wake_reader)
            os.close(self.wake_writer)
            self.wake_reader = self.wake_writer = -1

    def last_words(self):
        """At exit: sends what the application's own exit handlers wrote."""
        if not self.closed and self.lock.acquire(timeout=1):
            STDOUT.end_line()
            STDERR.end_line()
            self.flush()


def malformed(what):
    """Ends the process: what the bridge sent cannot be understood, so nothing that follows can be."""
    os.write(2, ("reserve worker %d: malformed frames from the bridge: %s\n" % (os.getpid(), what)).encode())
    os._exit(EXIT_MALFORMED)


class Sentinel(threading.Thread):
    """Ends the process when the bridge has gone, even if the application never returns.

    It also sends output that has waited too long: what was answered before a call that takes its time, lines of log.
    It sleeps in poll, which data for the worker does not wake, and ticks only while there is traffic.
    """

    def __init__(self, link):
        super().__init__(name="reserve-sentinel", daemon=True)
        self.link = link
        self.stopped = False

    def run(self):
        link = self.link
        poll = select.poll()
        poll.register(link.socket, getattr(select, "POLLRDHUP", 0))
        poll.register(link.wake_reader, select.POLLIN)
        seen = quiet = 0
        while not self.stopped:
            for fd, _ in poll.poll(TICK_MILLIS if link.ticking else None):
                if fd == link.wake_reader:
                    os.read(fd, 4096)
                elif link.finished:
                    return
                else:
                    os._exit(0)
            if link.out:
                quiet = 0
                if link.flushes == seen:
                    with link.lock:
                        link.flush()
            else:
                quiet += 1
                if quiet > 50:
                    quiet = 0
                    link.ticking = False
                    if link.out:            # queued just before, when we seemed to be ticking still
                        link.ticking = True
            seen = link.flushes

    def stop(self):
        """For the zygote, which looks after the link itself, and must not fork with threads."""
        self.stopped = True
        self.link.wake()
        self.join()


def die_with_standard_input():
    """Has the kernel kill this process when the writing end of its standard input is closed.

    Unlike the sentinel this works even while C code keeps the interpreter's lock, say a regular expression without end.
    (PR_SET_PDEATHSIG would not do: it fires when the *thread* ends that started the process.)
    """
    try:
        lifeline = os.open("/proc/self/fd/0", os.O_RDONLY | os.O_NONBLOCK)  # each process owns an open file of its own
    except OSError:
        return                      # opened by root, and we are not root any more
    import fcntl
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETSIG, signal.SIGKILL)
    fcntl.fcntl(lifeline, fcntl.F_SETFL, os.O_NONBLOCK | os.O_ASYNC)
    try:
        if os.read(lifeline, 1) == b"":
            os._exit(0)             # it was closed before we could ask
    except BlockingIOError:
        pass


# ----------------------------------------------------------------------------------------------------------------------
# Text that the application writes
# ----------------------------------------------------------------------------------------------------------------------

class LogStream(io.TextIOBase):
    """sys.stdout, or sys.stderr and wsgi.errors: a line becomes a LOG frame of the request the thread works for."""

    encoding = "utf-8"
    errors = "backslashreplace"
    mode = "w"

    def __init__(self, number, name):
        self.number = number
        self.name = name
        self.link = None            # None: straight to the file descriptor
        self.lanes = {}             # thread -> what it works for
        self.partial = {}           # thread -> a line without its end

    def connect(self, link, lanes):
        self.link = link
        self.lanes = lanes
        self.partial = {}

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError("write() wants a str, not %s" % type(text).__name__)
        thread = threading.get_ident()
        whole = self.partial.pop(thread, "") + text
        *lines, rest = whole.split("\n") if whole else ("",)
        for line in lines:
            self._line(line, thread)
        while len(rest) > MAX_TEXT:
            self._line(rest[:MAX_TEXT], thread)
            rest = rest[MAX_TEXT:]
        if rest:
            self.partial[thread] = rest
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def _line(self, line, thread):
        link = self.link
        if link is None or link.closed:
            os.write(self.number, (line + "\n").encode(self.encoding, self.errors))
            return
        lane = self.lanes.get(thread)
        head = bytes((self.number,))
        for start in range(0, len(line) or 1, MAX_TEXT):
            text = line[start:start + MAX_TEXT].encode(self.encoding, self.errors)
            link.put(frame(LOG, lane.request if lane else 0, head + text))
        if link.queued > 16 * FLUSH_BYTES and link.lock.acquire(False):     # a flood
            try:
                link.flush()
            finally:
                link.lock.release()

    def end_line(self):
        """What this thread has written without ending the line becomes a line."""
        thread = threading.get_ident()
        rest = self.partial.pop(thread, None)
        if rest:
            self._line(rest, thread)

    def flush(self):
        pass                        # lines go out by themselves

    def close(self):
        pass                        # there is always a place to write to

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        return self.number

    def reconfigure(self, **_):
        pass

    @property
    def line_buffering(self):
        return True

    @property
    def buffer(self):
        return LogBytes(self)


class LogBytes(io.BufferedIOBase):
    """The `buffer` of a LogStream, for bytes that are text in UTF-8."""

    def __init__(self, text):
        self.text = text

    def write(self, data):
        self.text.write(str(data, "utf-8", "backslashreplace"))
        return len(data)

    def writable(self):
        return True

    def fileno(self):
        return self.text.fileno()


STDOUT = LogStream(1, "<stdout>")
STDERR = LogStream(2, "<stderr>")


def trace(error, hidden=__file__):
    """The traceback of `error` as text, without the frames of this file (or of another one) and of imports."""
    try:
        import traceback
        whole = traceback.TracebackException(type(error), error, error.__traceback__)
        pending = [whole]
        seen = set()
        while pending:
            part = pending.pop()
            if part is None or id(part) in seen:
                continue
            seen.add(id(part))
            part.stack = traceback.StackSummary.from_list(
                [f for f in part.stack if f.filename != hidden and not f.filename.startswith("<frozen importlib")])
            pending += [part.__cause__, part.__context__]
        text = "".join(whole.format())
    except Exception as other:      # out of memory, say, or an exception whose __str__ raises
        text = "%s (and no traceback, because of %r)" % (type(error).__name__, type(other).__name__)
        if isinstance(error, ImportError):
            text += ": " + str(error)
    return text.rstrip()


def crash(error):
    """Ends the process because of a bug in this file: a place or a frame may be lost, so it must not go on."""
    os.write(2, ("reserve worker %d: %s\n" % (os.getpid(), trace(error, None))).encode("utf-8", "backslashreplace"))
    os._exit(1)


def text_frame(kind, number, text):
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT // 2] + "\n[...]\n" + text[-MAX_TEXT // 2:]
    return frame(kind, number, text.encode("utf-8", "backslashreplace"))


# ----------------------------------------------------------------------------------------------------------------------
# Finding the application
# ----------------------------------------------------------------------------------------------------------------------

def load(target, args, name=None):
    """Returns the WSGI callable that `target` names, and what was found, for people.

    With a name for the module, the target is a path.
    """
    sys.argv = [target] + args
    if name:
        path, colon, expression = target, "", ""
        module = load_path(path, name)
    else:
        path, colon, expression = target.partition(":")
        module = load_module(path)
    if colon:
        return resolve(module, path, expression), target
    if hasattr(module, "launch"):
        launch = check_callable(module.launch, path + ":launch")
        return checked(launch(args), "launch(args) of " + path), path + ":launch"
    for name in ("application", "app"):
        if hasattr(module, name):
            return check_callable(getattr(module, name), path + ":" + name), path + ":" + name
    raise Mistake("%s has no launch, application or app%s" % (path, names_of(module)))


def check_callable(value, what):
    if not callable(value):
        raise Mistake("%s is %s, which cannot be called" % (what, kind_of(value)))
    return value


def checked(value, what):
    if not callable(value):
        raise Mistake("%s returned %s, not a WSGI application, which is called with (environ, start_response)"
                      % (what, kind_of(value)))
    return value


def kind_of(value):
    return "None" if value is None else "of type " + type(value).__name__


def names_of(thing):
    """For a message: the names that there are instead."""
    fields = getattr(thing, "__dict__", {})
    names = sorted(name for name, value in fields.items() if callable(value) and not name.startswith("_"))
    if not names:
        return "; it has nothing that can be called"
    return "; what it has and can be called: " + ", ".join(names[:20])


def resolve(module, path, expression):
    """`attribute`, `dotted.attribute`, or `factory(1, name="x")` with literal arguments."""
    import ast
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
        call = tree if isinstance(tree, ast.Call) else None
        names = dotted(call.func if call else tree)
        if call:
            values = [ast.literal_eval(argument) for argument in call.args]
            options = {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg}
            if len(options) < len(call.keywords):
                raise ValueError
    except (SyntaxError, ValueError):
        raise Mistake("%s:%s: after the colon an attribute, or a call with literal arguments, was expected"
                      % (path, expression)) from None
    value = module
    where = path
    for name in names:
        if not hasattr(value, name):
            raise Mistake("%s has no attribute %s%s" % (where, name, names_of(value)))
        value = getattr(value, name)
        where += (":" if value is module or where == path else ".") + name
    if not call:
        return check_callable(value, where)
    return checked(check_callable(value, where)(*values, **options), where + "(...)")


def dotted(tree):
    import ast
    if isinstance(tree, ast.Name):
        return [tree.id]
    if isinstance(tree, ast.Attribute):
        return dotted(tree.value) + [tree.attr]
    raise ValueError


def load_module(target):
    """The module: by its name, from a .py file, or from a folder or an archive with wsgi.py or __main__.py in it."""
    import importlib
    if not target:
        raise Mistake("no module is named before the colon")
    if os.sep in target or target.endswith((".py", ".zip", ".pyz")):
        return load_path(target)
    try:
        module = importlib.import_module(target)
    except ModuleNotFoundError as error:
        if error.name != target and not target.startswith((error.name or target) + "."):
            raise                   # it is something that it imports
        if os.path.isdir(target):
            return load_path(target)
        raise Mistake("there is no module %s (looked in %s)"
                      % (target, ", ".join(path or "." for path in sys.path))) from None
    except (ValueError, TypeError) as error:
        if all(part.isidentifier() for part in target.split(".")):
            raise
        raise Mistake("%r is no name of a module: %s" % (target, error)) from None
    if getattr(module, "__file__", None) is None and os.path.isdir(target):
        return load_path(target)    # a folder without __init__.py
    return module


def load_path(target, name=None):
    path = os.path.abspath(target)
    name = name or os.path.splitext(os.path.basename(path))[0]
    if os.path.isdir(path) or path.endswith((".zip", ".pyz")) and os.path.isfile(path):
        return load_container(path, target, name)
    if not os.path.isfile(path):
        raise Mistake("there is no file %s" % path)
    import importlib.util
    sys.path.insert(0, os.path.dirname(path))
    name = module_name(name)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None:
        raise Mistake("%s is neither a .py file, a .zip or .pyz archive, nor a folder" % path)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_container(path, target, name):
    """A folder or an archive; `__main__` gets another name, for it is not what runs this process."""
    from importlib.machinery import PathFinder
    sys.path.insert(0, path)
    for entry in ("wsgi", "__main__"):
        spec = PathFinder.find_spec(entry, [path])
        if spec is not None and spec.origin is not None:
            break
    else:
        raise Mistake("%s has neither wsgi.py nor __main__.py" % target)
    name = module_name(name) if entry == "__main__" or entry in sys.modules else entry
    module = sys.modules[name] = type(sys)(name)
    module.__file__ = spec.origin
    module.__loader__ = spec.loader
    exec(spec.loader.get_code(entry), module.__dict__)
    return module


def module_name(name):
    name = re.sub(r"\W", "_", name)
    while name in sys.modules or name in getattr(sys, "stdlib_module_names", ()):
        name += "_"
    return name


# ----------------------------------------------------------------------------------------------------------------------
# The rules for a response
# ----------------------------------------------------------------------------------------------------------------------

HOP_BY_HOP = {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "trailers",
              "transfer-encoding", "upgrade"}
_status_syntax = re.compile(r"[1-9][0-9][0-9] [^\x00-\x1f\x7f]*").fullmatch
_token = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+").fullmatch
_control = re.compile(r"[\x00-\x1f\x7f]").search
_known_statuses = {}                # checked before -> whether it goes without a body
_known_names = {}                   # checked before -> whether it is Content-Length


def check_status(status):
    """Whether responses with this status have no body."""
    if not isinstance(status, str):
        raise PEP3333Error("the status must be a str, not %s: %r" % (type(status).__name__, status))
    if not _status_syntax(status):
        raise PEP3333Error("the status must be three digits, a space and a reason, such as '200 OK': %r" % status)
    if status[0] == "1":
        raise PEP3333Error("the status %r is that of no answer: the client would wait for another one" % status)
    bodiless = status[:3] in ("204", "304")
    if len(_known_statuses) < 1000:
        _known_statuses[status] = bodiless
    return bodiless


def check_name(name):
    """Whether this is Content-Length."""
    if not isinstance(name, str):
        raise PEP3333Error("the name of a header must be a str, not %s: %r" % (type(name).__name__, name))
    if not _token(name):
        raise PEP3333Error("this is no name of a header: %r" % name)
    lower = name.lower()
    if lower in HOP_BY_HOP:
        raise PEP3333Error("%s is for the server alone to send (it is hop-by-hop)" % name)
    is_length = lower == "content-length"
    if len(_known_names) < 1000:
        _known_names[name] = is_length
    return is_length


def check_value(name, value):
    if not isinstance(value, str):
        raise PEP3333Error("the value of header %s must be a str, not %s: %r" % (name, type(value).__name__, value))
    if _control(value):
        raise PEP3333Error("the value of header %s must not have control characters: %r" % (name, value))


def check_length(value, before):
    if not (value.isascii() and value.isdigit()) or len(value) > 18:
        raise PEP3333Error("Content-Length must be a number: %r" % value)
    length = int(value)
    if before is not None and before != length:
        raise PEP3333Error("there are two values of Content-Length, %d and %d" % (before, length))
    return length


def without_length(parts):
    """Status and headers but for Content-Length."""
    kept = parts[:1]
    for name, value in zip(parts[1::2], parts[2::2]):
        if not check_name(name):
            kept += name, value
    return kept


def not_a_pair(item):
    return PEP3333Error("each header must be a tuple of a name and a value, not %s: %r" % (type(item).__name__, item))


# ----------------------------------------------------------------------------------------------------------------------
# A request and its answer
# ----------------------------------------------------------------------------------------------------------------------

class Exchange:
    """A request and its answer. What the class says below are the initial values: an instance sets what differs."""

    # The answer; used by the thread that calls the application
    head = None                 # what start_response was given, encoded
    length = None               # the Content-Length that the application gave
    is_head = False             # the request's method
    bodiless = False            # a status without a body
    sent = -1                   # bytes of the body; negative: the headers are not sent yet
    over = False                # the last frame of the answer is queued
    # What the bridge says, and those who wait for it; under the lock of the link
    chunks = None               # the request's body, as far as it is here and not read; None: it came with the request
    ended = True                # no more of it will come
    expects = False             # the client sends its body when it is told that the application reads it
    consumed = 0                # bytes that were read, and not granted anew
    credit = 0                  # so many bytes of the answer may be sent
    aborted = False
    taken = False               # the file
    gates = ()                  # the locks of the threads that wait

    def __init__(self, worker, number):
        self.worker = worker
        self.number = number

    # The application's side

    def start_response(self, status, headers, exc_info=None):
        if exc_info is not None:
            try:
                if self.sent >= 0:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None
        elif self.head is not None:
            raise PEP3333Error("start_response was called again, without exc_info")
        if self.over:
            raise PEP3333Error("start_response was called when the answer was over")
        bodiless = _known_statuses.get(status) if type(status) is str else None
        if bodiless is None:
            bodiless = check_status(status)
        if not isinstance(headers, list):
            raise PEP3333Error("the headers must be a list, not %s: %r" % (type(headers).__name__, headers))
        length = None
        parts = [status]
        for item in headers:
            if type(item) is not tuple or len(item) != 2:
                raise not_a_pair(item)
            name, value = item
            is_length = _known_names.get(name) if type(name) is str else None
            if is_length is None:
                is_length = check_name(name)
            if type(value) is not str or not value.isprintable():
                check_value(name, value)
            if is_length:
                length = check_length(value, length)
            parts += item
        if bodiless and length is not None and not status.startswith("304"):
            parts = without_length(parts)           # RFC 9110 section 8.6
        try:
            head = "\0".join(parts).encode("latin-1")
        except UnicodeEncodeError as error:
            raise PEP3333Error("the status and the headers must be of ISO-8859-1 characters alone: %r"
                               % error.object[error.start:error.end]) from None
        if len(head) > MAX_HEAD:
            raise PEP3333Error("the headers have %d bytes, more than %d" % (len(head), MAX_HEAD))
        self.head = head
        self.length = length
        self.bodiless = bodiless
        return self.write

    def write(self, data):
        """The callable that start_response returns."""
        if not isinstance(data, bytes):
            raise PEP3333Error("write() wants bytes, not %s: %.60r" % (type(data).__name__, data))
        if self.over:
            raise PEP3333Error("write() was called when the answer was over")
        if data:
            self.send(data)

    def input(self):
        """wsgi.input for a body that is still to come."""
        return Body(BodySource(self), MAX_DATA)

    # The answer

    def respond(self, result):
        """Sends what the application returned."""
        kind = type(result)
        if (kind is list or kind is tuple) and self.sent < 0:
            body = result[0] if len(result) == 1 else self.joined(result)
            if isinstance(body, bytes) and len(body) <= self.worker.whole:
                self.send_whole(body)
                return
        elif isinstance(result, FileWrapper) and self.send_file(result):
            return
        self.send_each(result)

    def joined(self, blocks):
        """The blocks as one, or None if it is not so simple."""
        size = 0
        for block in blocks:
            if not isinstance(block, bytes):
                return None
            size += len(block)
        return b"".join(blocks) if size <= self.worker.whole else None

    def send_whole(self, body):
        head = self.head
        if head is None:
            raise PEP3333Error("start_response was not called")
        size = len(body)
        if self.length is not None:
            if size != self.length and not self.is_head and not self.bodiless:
                if size < self.length:
                    raise self.too_short(size)
                self.send(body)             # as far as it was announced; raises
        elif not self.bodiless and (size or not self.is_head):
            head += b"\0Content-Length\0%d" % size
        if self.is_head or self.bodiless:
            body = b""
        size = len(head)
        self.finish(_header_with_length(4 + size + len(body), self.number, RESPONSE, size) + head + body)

    def send_each(self, result):
        """Sends what an iterable yields, each block before the next is asked for."""
        try:
            blocks = iter(result)
        except TypeError:
            raise PEP3333Error("the application returned %s, not an iterable of bytes" % kind_of(result)) from None
        if isinstance(result, (str, bytes)):
            raise PEP3333Error("the application returned %s itself, not an iterable of bytes" % type(result).__name__)
        for block in blocks:
            if not isinstance(block, bytes):
                raise PEP3333Error("the application yielded %s, not bytes: %.60r" % (type(block).__name__, block))
            if block:
                if self.sent < 0 and self.length is None and is_one(result):
                    self.announce(len(block))
                if (self.is_head or self.bodiless) and self.sent < 0:
                    self.send_whole(b"")    # nobody wants the rest
                    return
                self.send(block)
            if self.aborted:
                break
        self.end()

    def announce(self, length):
        """Adds a Content-Length if that is allowed."""
        if self.head is not None and not self.bodiless:
            self.head += b"\0Content-Length\0%d" % length
            self.length = length

    def send(self, data):
        """Sends a part of the body, which is not empty, and the headers before it."""
        if self.sent < 0:
            self.commit()
        if self.is_head or self.bodiless:
            return
        self.sent += len(data)
        excess = 0 if self.length is None else max(0, self.sent - self.length)
        if excess:
            self.sent -= excess
            data = data[:-excess]
        self.worker.send_data(self, data)
        if excess:
            raise PEP3333Error("the body is longer than its Content-Length, %d" % self.length)

    def commit(self):
        if self.head is None:
            raise PEP3333Error("there is a part of the body, and start_response was not called")
        self.sent = 0
        worker = self.worker
        self.credit = worker.window
        size = len(self.head)
        worker.queue(_header_with_length(4 + size, self.number, RESPONSE_PART, size) + self.head)

    def end(self):
        if self.sent < 0:
            self.send_whole(b"")
            return
        if self.length is not None and self.sent < self.length and not (self.is_head or self.bodiless or self.aborted):
            raise self.too_short(self.sent)
        self.finish(frame(RESPONSE_END, self.number))

    def too_short(self, size):
        return PEP3333Error("the body has %d bytes, fewer than its Content-Length, %d" % (size, self.length))

    def send_file(self, wrapper):
        """Has the bridge send a file. False if it is not one that can be sent so."""
        part = file_part(wrapper.filelike)
        if part is None or self.head is None or self.is_head or self.bodiless:
            return False
        fd, offset, length = part
        if self.length is not None:
            length = min(length, self.length - max(0, self.sent))
        if not length:
            return False
        if self.sent < 0:
            if self.length is None:
                self.announce(length)
            elif length < self.length:
                raise self.too_short(length)
            self.commit()
        self.sent += length
        self.worker.queue(frame(FILE, self.number, FILE_PAYLOAD.pack(fd, offset, length)))
        with self.worker.link.lock:
            while not (self.taken or self.aborted):
                self.worker.wait(self)
        self.end()
        return True

    def fail(self, error):
        """The application raised."""
        if self.over:
            STDERR.write(trace(error) + "\n")   # nobody can be told but the log
            return
        self.finish(text_frame(BROKEN, self.number, trace(error)))

    def finish(self, data):
        """Queues the last frame. When the bridge has it, it may use the number again."""
        self.over = True
        worker = self.worker
        worker.exchanges.pop(self.number, None)
        link = worker.link
        link.out.append(data)
        link.queued += len(data)

    # The body of the request

    def next_chunk(self):
        """Waits for a part of the body; empty at its end."""
        chunks = self.chunks
        if chunks and not self.aborted:
            chunk = chunks.popleft()
        else:
            with self.worker.link.lock:
                while not chunks or self.aborted:
                    if self.aborted or self.over:
                        raise ClientGone("the client has gone" if self.aborted else "the answer is over")
                    if self.ended:
                        return b""
                    if self.expects:
                        self.expects = False
                        self.grant(self.worker.window)
                    self.worker.wait(self)
                chunk = chunks.popleft()
        self.consumed += len(chunk)
        if 2 * self.consumed >= self.worker.window and not self.ended:
            self.grant(self.consumed)
            self.consumed = 0
        return chunk

    def grant(self, count):
        """So many further bytes of the body may come."""
        self.worker.link.put(frame(GRANT, self.number, U32.pack(count)))


class BodySource(io.RawIOBase):
    """The body of a request, read from the link as it comes."""

    def __init__(self, exchange):
        self.exchange = exchange
        self.chunk = memoryview(b"")

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self.chunk:
            self.chunk = memoryview(self.exchange.next_chunk())
        count = min(len(buffer), len(self.chunk))
        buffer[:count] = self.chunk[:count]
        self.chunk = self.chunk[count:]
        return count


class Body(io.BufferedReader):
    """wsgi.input: read, readline, readlines and iteration, which wait for their bytes until the end of the body."""

    def read(self, size=-1):
        if size is None or size <= MAX_PAYLOAD:
            return super().read(size)
        parts = []                      # BufferedReader would set aside as much memory as was asked for
        while size > 0:
            part = super().read(min(size, MAX_PAYLOAD))
            if not part:
                break
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


def is_one(result):
    try:
        return len(result) == 1
    except Exception:
        return False


class FileWrapper:
    """wsgi.file_wrapper. An iterable of blocks; if the application returns it as it is, the bridge sends the file."""

    def __init__(self, filelike, block_size=MAX_DATA):
        self.filelike = filelike
        self.block_size = block_size
        if hasattr(filelike, "close"):
            self.close = filelike.close

    def __iter__(self):
        return self

    def __next__(self):
        block = self.filelike.read(self.block_size)
        if not block:
            raise StopIteration
        return block


def file_part(filelike):
    """File descriptor, offset and length of what is left to read of a regular file, or None if it is something else.

    Only files that open() makes: others have a fileno(), too, while what they read is not what is in the file (gzip).
    """
    if type(filelike).__name__ == "_TemporaryFileWrapper":
        filelike = getattr(filelike, "file", None)
    raw = filelike.raw if type(filelike) in (io.BufferedReader, io.BufferedRandom) else filelike
    if type(raw) is not io.FileIO:
        return None
    try:
        fd = filelike.fileno()
        status = os.fstat(fd)
        offset = filelike.tell()
    except (OSError, ValueError):
        return None
    return (fd, offset, max(0, status.st_size - offset)) if stat.S_ISREG(status.st_mode) else None


# ----------------------------------------------------------------------------------------------------------------------
# Calling the application
# ----------------------------------------------------------------------------------------------------------------------

class Lane:
    """What a thread is doing: the request that its log lines belong to."""

    __slots__ = ("request",)

    def __init__(self):
        self.request = 0


class Worker:
    """The threads that read the link and call the application. Its fields are under the lock of the link."""

    def __init__(self, link, app, config):
        self.link = link
        self.app = app
        self.places = max(1, int(config.get("threads", 1)))
        self.window = int(config.get("window", 262144))
        self.whole = min(self.window, MAX_WHOLE)
        self.progress = config["progress"]
        self.environ = environment(config)
        self.exchanges = {}                     # number -> Exchange: calls that have started, bodies that have begun
        self.pending = collections.deque()      # calls that have not started: number, head, body, Exchange or None
        self.started = 0                        # calls
        self.running = 0                        # calls that have a place
        self.suspended = 0                      # calls that have given theirs away
        self.resumable = collections.deque()    # the locks of those whose client is heard of again
        self.idle = collections.deque()         # the locks of threads without work
        self.threads = 1
        self.waking = False                     # a thread was woken, or started, and has not looked for work yet
        self.stopping = False                   # set by the handler of SIGTERM, too
        self.done = False
        self.lanes = {}

    # Threads

    def run(self):
        """The main thread's work; returns when the worker is to exit."""
        STDOUT.connect(self.link, self.lanes)
        STDERR.connect(self.link, self.lanes)
        try:
            self.link.lock.acquire()
            self.work(True)
            self.link.lock.release()
            signal.signal(signal.SIGTERM, signal.SIG_IGN)   # one may still be under way, to a thread that is about to end
        except BaseException as error:
            crash(error)

    def work(self, is_main):
        """What every thread does, with the lock held: start what there is to start, otherwise read, otherwise sleep."""
        link = self.link
        lock = link.lock
        pending = self.pending
        lane = self.lanes[threading.get_ident()] = Lane()
        while not self.done:
            if self.running < self.places:
                if self.resumable:
                    self.resume()
                    continue
                if pending:
                    number, head, body, exchange = pending.popleft()
                    self.started += 1
                    U32.pack_into(self.progress, 0, self.started & 0xffffffff)
                    self.running += 1
                    self.hand_over()
                    if link.queued and not link.ticking:
                        link.tick()
                    lock.release()
                    lane.request = number
                    self.call(number, head, body, exchange)
                    lane.request = 0
                    lock.acquire()
                    self.running -= 1
                    if link.queued > FLUSH_BYTES or monotonic() - link.since > FLUSH_SECONDS:
                        link.flush()
                    continue
                if self.stopping and not (self.running or self.suspended):
                    self.finish()
                    break
                if not link.reader:
                    self.read()
                    continue
            if not self.sleep(is_main):
                break
        if not is_main:
            self.lanes.pop(threading.get_ident(), None)
            self.threads -= 1
            lock.release()

    def sleep(self, is_main):
        """Waits until `follow` needs this thread. False if it will not be needed."""
        self.link.flush()
        if not is_main and len(self.idle) > self.places + 8:
            return False
        gate = threading.Lock()
        gate.acquire()
        if is_main:
            self.idle.appendleft(gate)          # the others first: the main thread is for the handlers of signals
        else:
            self.idle.append(gate)
        self.link.lock.release()
        gate.acquire()
        self.link.lock.acquire()
        self.waking = False
        return True

    def hand_over(self):
        """Called by a thread that goes on with a call after it has read: others go on if there are places."""
        if self.resumable:
            self.resume()
        if self.running < self.places:
            self.follow()

    def follow(self):
        """Sees to it that some thread reads, or looks for work. False if there can be none."""
        if self.link.reader or self.waking:
            return True
        if self.idle:
            self.idle.pop().release()
        elif self.threads < MAX_THREADS:
            try:
                threading.Thread(target=self.begin, name="reserve-%d" % self.threads, daemon=True).start()
            except RuntimeError:                # can't start new thread
                return False
            self.threads += 1
        else:
            return False
        self.waking = True
        return True

    def begin(self):
        try:
            self.link.lock.acquire()
            self.waking = False
            self.work(False)
        except BaseException as error:
            crash(error)

    def wait(self, exchange):
        """Gives this thread's place away until a frame has come for `exchange`. The lock is let go meanwhile."""
        link = self.link
        link.flush()
        gate = threading.Lock()
        gate.acquire()
        if not exchange.gates:
            exchange.gates = []
        exchange.gates.append(gate)
        self.running -= 1
        self.suspended += 1
        if not self.follow():                   # too many threads: this one reads itself
            while gate in exchange.gates:
                self.read()
            if self.running < self.places:
                self.resumable.remove(gate)
                self.resumed()
                self.hand_over()
                return
        link.lock.release()
        try:
            gate.acquire()                      # who lets it go has called resumed() for us
        except BaseException:                   # from the handler of a signal
            link.lock.acquire()
            for gates in (exchange.gates, self.resumable):
                if gate in gates:
                    gates.remove(gate)
                    self.resumed()
            raise
        link.lock.acquire()

    def resume(self):
        while self.resumable and self.running < self.places:
            self.resumed()
            self.resumable.popleft().release()

    def resumed(self):
        self.running += 1
        self.suspended -= 1

    def finish(self):
        """Everything is done: gets the main thread to return from `work`, wherever it is."""
        self.done = True
        self.link.flush()
        if self.link.reader:
            self.link.finished = True
            self.link.socket.shutdown(socket.SHUT_RD)
        while self.idle:
            self.idle.pop().release()

    def stop(self, *_):
        """The handler of SIGTERM: as STOP."""
        if not self.stopping:
            self.stopping = True
            self.link.ask_reader_to_look_up()

    # Frames

    def read(self, flags=0):
        """Sends what is queued, waits for frames (unless the flags say otherwise) and takes note of them."""
        link = self.link
        link.flush()
        if not link.receive(flags):
            if not self.done and not flags:
                link.wait_without_timeout()
            return
        pending = self.pending
        buffer = link.buffer
        view = link.view
        for kind, number, start, stop in link.frames():
            if kind == REQUEST:
                body = start + 4 + U32.unpack_from(view, start)[0]
                if body > stop:
                    malformed_head(number, stop - start)
                content = view[body:stop].tobytes() if body < stop else b""
                pending.append((number, buffer[start + 4:body].decode("latin-1"), content, None))
            elif kind == STOP:
                self.stopping = True
            elif kind == REQUEST_PART:
                body = start + 4 + U32.unpack_from(view, start)[0]
                if body > stop:
                    malformed_head(number, stop - start)
                exchange = self.exchanges[number] = Exchange(self, number)
                exchange.ended = False
                exchange.chunks = collections.deque((view[body:stop].tobytes(),) if body < stop else ())
                pending.append((number, buffer[start + 4:body].decode("latin-1"), b"", exchange))
            elif DATA <= kind <= FILE_TAKEN and kind != FORK:
                exchange = self.exchanges.get(number)
                if exchange is not None:
                    self.tell(exchange, kind, view[start:stop])
                elif kind == ABORT:
                    self.forget(number)
                # else the request is over, and the bridge had not heard of that
            else:
                malformed("a frame of type %d, which no worker gets" % kind)

    def tell(self, exchange, kind, payload):
        """A frame for a request that there is."""
        if kind == DATA:
            if exchange.chunks is None or exchange.ended:
                malformed("DATA for request %d, whose body has ended" % exchange.number)
            if len(payload):
                exchange.chunks.append(payload.tobytes())
        elif kind == END:
            exchange.ended = True
        elif kind == ABORT:
            exchange.aborted = True
        elif kind == WINDOW:
            if len(payload) != 4:
                malformed("WINDOW with %d bytes" % len(payload))
            exchange.credit += U32.unpack(payload)[0]
        elif kind == FILE_TAKEN:
            exchange.taken = True
        if exchange.gates:
            self.resumable.extend(exchange.gates)
            exchange.gates.clear()

    def forget(self, number):
        """A request whose call has not started, and need not."""
        for index, waiting in enumerate(self.pending):
            if waiting[0] == number:
                exchange = self.exchanges[number] = Exchange(self, number)
                exchange.aborted = True
                self.pending[index] = (number, waiting[1], b"", exchange)

    def queue(self, data):
        """Queues a frame. Without the lock."""
        link = self.link
        link.out.append(data)
        link.queued += len(data)

    def send_data(self, exchange, data):
        """Sends a part of a body as the window allows. Without the lock."""
        link = self.link
        position = 0
        with link.lock:
            while position < len(data) and not exchange.aborted:
                size = min(len(data) - position, exchange.credit, MAX_DATA)
                if size <= 0:
                    self.wait(exchange)
                    continue
                exchange.credit -= size
                part = data[position:position + size]
                position += size
                self.queue(_header(size, exchange.number, RESPONSE_DATA) + part)
                if link.queued > FLUSH_BYTES:
                    link.flush()
            if exchange.sent == exchange.length:
                pass                            # END will be along in a moment
            elif monotonic() - link.sent > FLUSH_SECONDS:
                link.flush()
                if not link.reader:
                    self.read(socket.MSG_DONTWAIT)      # has the client gone?
                    self.hand_over()
            if link.queued and not link.ticking:
                link.tick()

    # Calls

    def call(self, number, head, body, exchange):
        """Calls the application, and sends what it answers."""
        if exchange is None:
            exchange = self.exchanges[number] = Exchange(self, number)
            source = io.BytesIO(body)
        elif exchange.aborted:
            exchange.finish(text_frame(BROKEN, number, "the client had gone before its request was looked at"))
            return
        else:
            source = exchange.input()
        environ = self.environ.copy()
        fields = head.split("\0")
        if len(fields) & 1:
            malformed("the head of request %d has %d fields, not pairs" % (number, len(fields)))
        pairs = iter(fields)
        environ.update(zip(pairs, pairs))
        environ["wsgi.input"] = source
        if exchange.chunks is not None:
            exchange.expects = environ.get("HTTP_EXPECT", "").lower() == "100-continue"
        if environ.get("REQUEST_METHOD") == "HEAD":
            exchange.is_head = True
        result = None
        try:
            result = self.app(environ, exchange.start_response)
            exchange.respond(result)
        except BaseException as error:
            self.leave_if_forked()
            exchange.fail(error)
        kind = type(result)
        if kind is not list and kind is not tuple:
            self.close_result(result)
        if self.link.closed:
            self.leave_if_forked()
        if STDOUT.partial or STDERR.partial:
            STDOUT.end_line()
            STDERR.end_line()
        exchange.chunks = None

    def close_result(self, result):
        link = self.link
        if link.queued and not link.ticking:
            link.tick()                         # the answer does not wait for this
        try:
            close = getattr(result, "close", None)
            if close is not None:
                close()
        except BaseException as error:
            STDERR.write("close() of what the application returned raised:\n%s\n" % trace(error))

    def leave_if_forked(self):
        """If the application forked, and its child has come back here: nobody waits for it."""
        if self.link.closed:
            os._exit(0)


def malformed_head(number, length):
    malformed("the head of request %d is longer than its frame of %d bytes" % (number, length))


def open_progress(path):
    """The file in which the bridge sees how many calls were started."""
    if not path:
        return bytearray(4)
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        return mmap.mmap(fd, 4096)
    finally:
        os.close(fd)


def environment(config):
    """The variables that all requests have in common."""
    environ = {
        "wsgi.version": (1, 0),
        "wsgi.errors": STDERR,
        # A call that waits for its client is overtaken by others, even if only one runs at a time (PEP 3333: "may be
        # simultaneously invoked by another thread in the same process").
        "wsgi.multithread": True,
        "wsgi.multiprocess": bool(config.get("multiprocess")),
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.input_terminated": True,
    }
    environ.update(config.get("environ") or {})
    return environ


# ----------------------------------------------------------------------------------------------------------------------
# The zygote
# ----------------------------------------------------------------------------------------------------------------------

class Zygote:
    """Has imported the application, and forks workers that find it there. One thread, so that forking is safe."""

    def __init__(self, link, path):
        self.link = link
        self.path = path
        self.children = {}          # pid -> number of the worker
        self.stopping = False

    def run(self):
        """Returns the link of a new worker in a child, or None in the zygote when it is to exit."""
        link = self.link
        signal.set_wakeup_fd(link.wake_writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)      # the number goes to the wakeup fd
        signal.signal(signal.SIGTERM, self.stop)
        poll = select.poll()
        poll.register(link.socket, select.POLLIN)
        poll.register(link.wake_reader, select.POLLIN)
        while True:
            self.reap()
            if self.stopping and not self.children:
                link.flush()
                return None
            link.ticking = False
            link.flush()
            for fd, _ in poll.poll():
                if fd == link.wake_reader:
                    os.read(fd, 4096)
                else:
                    number = self.read()
                    if number:
                        return number

    def stop(self, *_):
        self.stopping = True

    def read(self):
        """Takes frames in; the number of a worker in a child."""
        with self.link.lock:
            self.link.receive()
        wanted = []
        for kind, number, _, _ in self.link.frames():
            if kind == FORK:
                wanted.append(number)
            elif kind == STOP:
                self.stopping = True
            else:
                malformed("a frame of type %d, which no zygote gets" % kind)
        for number in wanted:
            if self.fork(number):
                return number
        return 0

    def fork(self, number):
        """True in the child, once the bridge has been told of it."""
        import warnings
        go_reader, go_writer = os.pipe()
        with warnings.catch_warnings():         # that the application has threads: those stay behind
            warnings.simplefilter("ignore", DeprecationWarning)
            try:
                pid = os.fork()
            except OSError as error:
                STDERR.write("cannot fork worker %d: %s\n" % (number, error.strerror))
                self.link.put(frame(EXITED, number, struct.pack("<Ii", 0, EXIT_CANNOT_FORK)))
                pid = -1
        if pid:
            if pid > 0:
                self.children[pid] = number
                self.link.put(frame(FORKED, number, U32.pack(pid)))
            self.link.flush()
            os.close(go_reader)
            os.close(go_writer)
            return False
        os.close(go_writer)
        os.read(go_reader, 1)       # its end: FORKED is on its way
        os.close(go_reader)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        return True

    def reap(self):
        """Tells of workers that have ended. Other children are the application's business."""
        for pid in list(self.children):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
                self.link.put(frame(EXITED, self.children.pop(pid), struct.pack("<Ii", pid, code)))


# ----------------------------------------------------------------------------------------------------------------------
# The process
# ----------------------------------------------------------------------------------------------------------------------

def become(user, group):
    """Changes to another user, and group, for good."""
    if not user and not group:
        return
    import grp
    import pwd
    try:
        if not user:
            entry = pwd.getpwuid(os.getuid())
        else:
            entry = pwd.getpwuid(int(user)) if str(user).isdigit() else pwd.getpwnam(user)
    except KeyError:
        raise Mistake("there is no user %s" % user) from None
    try:
        gid = entry.pw_gid if not group else int(group) if str(group).isdigit() else grp.getgrnam(group).gr_gid
    except KeyError:
        raise Mistake("there is no group %s" % group) from None
    if os.geteuid() != 0:
        if entry.pw_uid == os.getuid() and gid == os.getgid():
            return
        raise Mistake("only root can become user %s, group %s" % (entry.pw_name, gid))
    os.initgroups(entry.pw_name, gid)
    os.setgid(gid)
    os.setuid(entry.pw_uid)
    os.environ.update(HOME=entry.pw_dir, USER=entry.pw_name, LOGNAME=entry.pw_name)


def prepare(config):
    """User, folder, and where modules are looked for."""
    become(config.get("user"), config.get("group"))
    here = os.path.dirname(os.path.abspath(__file__))
    if sys.path and os.path.abspath(sys.path[0]) == here:
        del sys.path[0]             # what lies beside this file is nobody's module
    folder = config.get("chdir")
    if folder:
        try:
            os.chdir(folder)
        except OSError as error:
            raise Mistake("cannot change to folder %s: %s" % (folder, error.strerror)) from None
    sys.path[:0] = [os.getcwd()] + list(config.get("pythonpath") or ())


def set_title(title):
    """The name that ps and top show."""
    try:
        with open("/proc/self/comm", "w") as comm:
            comm.write(title[:15])
    except OSError:
        pass


def find_app(link, config):
    """The application; if there is none, says why, and ends the process."""
    try:
        prepare(config)
        return load(config.get("target") or "", list(config.get("args") or ()), config.get("module"))
    except BaseException as error:
        no_app(link, str(error) if isinstance(error, Mistake) else trace(error))


def no_app(link, why):
    """Says why there is no application, and ends the process."""
    STDOUT.end_line()
    STDERR.end_line()
    with link.lock:
        link.put(text_frame(FAILED, 0, why))
        link.flush()
    os._exit(EXIT_NO_APP)


def start(path, number):
    """Connects, and makes the process one that belongs to the bridge."""
    try:
        link = Link(path, number)
    except OSError as error:
        os.write(2, ("reserve worker: cannot connect to %s: %s\n" % (path, error.strerror)).encode())
        os._exit(1)
    os.register_at_fork(after_in_child=link.close)
    atexit.register(link.last_words)            # the first to be registered is the last to be called
    config = link.config()
    try:
        config["progress"] = open_progress(config.get("progress"))
    except (OSError, ValueError) as error:
        no_app(link, "cannot use %s as the file of progress: %s" % (config["progress"], error))
    if config.get("lifeline"):
        die_with_standard_input()
    if config.get("title"):
        set_title(config["title"])
    STDOUT.connect(link, {})
    STDERR.connect(link, {})
    return link, config


def serve(link, app, config, name):
    """Answers requests until the bridge says STOP."""
    worker = Worker(link, app, config)
    signal.signal(signal.SIGTERM, worker.stop)
    ready(link, name)
    worker.run()


def ready(link, name):
    with link.lock:
        link.put(frame(READY, 0, json.dumps({"app": name}).encode()))
        link.flush()


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: worker.py SOCKET_PATH")
    path = sys.argv[1]
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # Ctrl-C is for the bridge
    faulthandler.enable()
    link, config = start(path, 0)
    sys.stdout, sys.stderr = STDOUT, STDERR
    sentinel = Sentinel(link)
    sentinel.start()
    app, name = find_app(link, config)
    gc.collect()
    gc.freeze()
    if config.get("zygote"):
        sentinel.stop()
        ready(link, name)
        number = Zygote(link, path).run()
        if not number:
            return
        link, config = start(path, number)
        Sentinel(link).start()
    serve(link, app, config, name)


if __name__ == "__main__":
    main()
