"""Runs a command on a pseudo-terminal, and does what a person would: on-terminal.py STEPS COMMAND...

STEPS is a list in JSON; each step is a list of a word and its arguments:
  ["type", TEXT]          types it
  ["see", TEXT]           waits until it is shown, after what has been seen before; escape sequences are left out of what is shown
  ["resize", COLUMNS, ROWS]
  ["run", COMMAND, ...]   runs another command to its end, such as kill
  ["signal", NAME]        sends the command a signal
  ["end", CODE]           waits for the command's end; CODE is negative for a signal
  ["same"]                the terminal's settings are those from before
Standard output gets what is shown, standard error what went wrong, and the exit code says whether something did.
"""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

DEADLINE = 40
ESCAPES = re.compile(rb"\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]|\x1b[=>78DMEc]|\x07")


class Terminal:
    def __init__(self, command):
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm"
            # Waits for its size.
            os.read(0, 1)
            os.execvp(command[0], command)
        self.resize(80, 24)
        self.settings = termios.tcgetattr(self.fd)
        os.write(self.fd, b"\n")
        self.shown = b""
        self.seen = 0

    def resize(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read(self, timeout):
        """False when nobody can write to the terminal any more."""
        if select.select([self.fd], [], [], timeout)[0]:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            self.shown += data
            return bool(data)
        return True

    def see(self, text):
        deadline = time.monotonic() + DEADLINE
        while True:
            plain = ESCAPES.sub(b"", self.shown)
            at = plain.find(text.encode(), self.seen)
            if at >= 0:
                self.seen = at + len(text.encode())
                return
            if time.monotonic() > deadline or not self.read(1):
                raise AssertionError("not shown: %r, but %r" % (text, plain[self.seen:]))

    def end(self, code):
        deadline = time.monotonic() + DEADLINE
        while True:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() > deadline:
                raise AssertionError("the command has not ended, but shown %r" % ESCAPES.sub(b"", self.shown)[self.seen:])
            if not self.read(0.1):
                time.sleep(0.02)
        found = os.waitstatus_to_exitcode(status)
        if found != code:
            raise AssertionError("ended with %d instead of %d" % (found, code))
        # What is left.
        while select.select([self.fd], [], [], 0)[0] and self.read(0):
            pass

    def same(self):
        found = termios.tcgetattr(self.fd)
        if found != self.settings:
            raise AssertionError("the terminal's settings are %r, and were %r" % (found, self.settings))


def main(steps, command):
    terminal = Terminal(command)
    try:
        for word, *arguments in steps:
            if word == "type":
                os.write(terminal.fd, arguments[0].encode())
            elif word == "see":
                terminal.see(*arguments)
            elif word == "resize":
                terminal.resize(*arguments)
            elif word == "run":
                subprocess.run(arguments, check=True)
            elif word == "signal":
                os.kill(terminal.pid, getattr(signal, "SIG" + arguments[0]))
            elif word == "end":
                terminal.end(*arguments)
            elif word == "same":
                terminal.same()
            else:
                raise AssertionError("no such step: " + word)
    finally:
        sys.stdout.buffer.write(ESCAPES.sub(b"", terminal.shown))
        sys.stdout.flush()
        try:
            os.kill(terminal.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]), sys.argv[2:])
    except AssertionError as e:
        sys.exit("at a terminal: %s" % e)
