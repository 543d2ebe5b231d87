"""Tests of the worker against real processes: `python -m unittest` in this folder, with any CPython from 3.8."""

import json
import os
import re
import signal
import struct
import subprocess
import unittest
import zipfile
from urllib.parse import quote

import bridge
from bridge import (ABORT, DATA, END, EXITED, FILE_TAKEN, STOP, U32, WINDOW, WINDOW_SIZE, Bridge, alive, eventually,
                    memory)

HELLO = """
def application(environ, start_response):
    start_response("200 OK", [])
    return [%r]
"""
STEADY = int(os.environ.get("WORKER_TEST_MIB", "256"))      # MiB to stream each way


def app_returning(text):
    return HELLO % text.encode()


class WorkerCase(unittest.TestCase):
    """A test with a bridge of its own."""

    def bridge(self, **options):
        made = Bridge(**options)
        self.addCleanup(made.close)
        return made

    def worker(self, target="sample_apps", **options):
        self.b = self.bridge()
        return self.b.launch(target, pythonpath=[bridge.HERE], **options)


class SharedCase(unittest.TestCase):
    """Tests that share one worker with the sample applications."""

    options = {}

    @classmethod
    def setUpClass(cls):
        cls.b = Bridge()
        try:
            cls.link = cls.b.launch("sample_apps", pythonpath=[bridge.HERE], **cls.options)
        except BaseException:
            cls.b.close()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.b.close()

    def setUp(self):
        self.link.auto_window = self.link.take_files = self.link.keep_bodies = True
        del self.link.logs[:]
        self.events()

    def get(self, path="/hello", *args, **variables):
        return self.link.get(path, *args, **variables)

    def body(self, path, *args, **variables):
        answer = self.get(path, *args, **variables)
        self.assertIsNone(answer.broken)
        return answer.body.decode()

    def events(self):
        return self.body("/events_so_far").split("\n")

    def assert_broken(self, text, path, **variables):
        answer = self.get(path, **variables)
        self.assertIsNotNone(answer.broken, "not broken, but %s %r" % (answer.status, answer.body[:60]))
        self.assertIn(text, answer.broken)
        self.assertNotIn("worker.py", answer.broken)
        self.assertEqual("Hello, world!\n", self.body("/hello"))
        return answer


class FindingTheAppTest(WorkerCase):

    def load(self, target, files, **options):
        b = self.bridge()
        for name, text in files.items():
            b.write(name, text)
        link = b.launch(target, **options)
        return link.app, link.get().body.decode()

    def refuse(self, target, files=None, **options):
        b = self.bridge()
        for name, text in (files or {}).items():
            b.write(name, text)
        return b.refused(target, **options)

    def test_module_with_launch_gets_the_arguments(self):
        code = "def launch(args):\n assert type(args) is list\n def app(e, s):\n  s('200 OK', [])\n" \
               "  return [repr(args).encode()]\n return app\napplication = None\n"
        self.assertEqual(("blog:launch", "['a', '--b']"), self.load("blog", {"blog.py": code}, args=["a", "--b"]))

    def test_application_goes_before_app(self):
        code = app_returning("application") + app_returning("app").replace("application(", "app(")
        self.assertEqual(("blog:application", "application"), self.load("blog", {"blog.py": code}))
        self.assertEqual(("blog:app", "app"), self.load("blog", {"blog.py": code + "del application\n"}))

    def test_attribute_is_exact(self):
        code = app_returning("x") + "class Site:\n    class inner:\n        pass\n\n" \
            "Site.inner.wsgi = staticmethod(application)\ndef launch(args): raise ValueError\n"
        self.assertEqual("x", self.load("blog:application", {"blog.py": code})[1])
        self.assertEqual(("blog:Site.inner.wsgi", "x"), self.load("blog:Site.inner.wsgi", {"blog.py": code}))

    def test_factory_is_called_with_literals(self):
        code = "def make(*args, **named):\n def app(e, s):\n  s('200 OK', [])\n" \
               "  return [repr((args, named)).encode()]\n return app\n"
        self.assertEqual("((), {})", self.load("blog:make()", {"blog.py": code})[1])
        self.assertEqual("((1, 'b'), {'c': [True, None]})",
                         self.load("blog:make(1, 'b', c=[True, None])", {"blog.py": code})[1])

    def test_factory_evaluates_no_code(self):
        for target in ("blog:make(open('x'))", "blog:make(**{})", "blog:[0]", "blog:a b", "blog:", "blog:make()()"):
            self.assertIn("literal arguments", self.refuse(target, {"blog.py": "def make(*a): pass\n"}))

    def test_files_folders_and_archives(self):
        code = app_returning("x")
        self.assertEqual("x", self.load("sub/blog.py", {"sub/blog.py": "import other\n" + code, "sub/other.py": ""})[1])
        self.assertEqual("x", self.load("sub/blog.py:application", {"sub/blog.py": code})[1])
        self.assertEqual("x", self.load("site/", {"site/wsgi.py": "import other\n" + code, "site/other.py": ""})[1])
        self.assertEqual("x", self.load("folder", {"folder/__main__.py": code + "assert __name__ != '__main__'\n"})[1])
        self.assertEqual("x", self.load("pack.mod", {"pack/__init__.py": "", "pack/mod.py": code})[1])
        self.assertEqual("x", self.load("json.py", {"json.py": code})[1])
        for name, entry in (("blog.zip", "wsgi.py"), ("blog.pyz", "__main__.py")):
            b = self.bridge()
            with zipfile.ZipFile(os.path.join(b.folder, name), "w") as archive:
                archive.writestr(entry, "import other\n" + code)
                archive.writestr("other.py", "")
            self.assertEqual(b"x", b.launch(name).get().body)

    def test_path_whose_module_is_named_is_no_more_than_a_path(self):
        code = "names = ' '.join([__name__, __file__.rpartition('/')[2]])\n" \
               "def app(e, s):\n s('200 OK', [])\n return [names.encode()]\n"
        self.assertEqual("blog a:b.py", self.load("a:b.py", {"a:b.py": code}, module="blog")[1])
        self.assertEqual("my_blog __main__.py", self.load("1:2", {"1:2/__main__.py": code}, module="my.blog")[1])
        self.assertEqual("wsgi wsgi.py", self.load("1:2", {"1:2/wsgi.py": code}, module="my.blog")[1])
        self.assertEqual("blog has no launch, application or app; it has nothing that can be called",
                         self.refuse("blog", {"blog/wsgi.py": ""}, module="site"))

    def test_modules_are_looked_for_in_the_folder_then_in_the_python_path(self):
        b = self.bridge()
        b.write("here/blog.py", "import lib\n" + app_returning("here").replace("[b'here']", "[lib.x]"))
        b.write("lib/blog.py", app_returning("there"))
        b.write("lib/lib.py", "x = b'lib'\n")
        link = b.launch("blog", chdir=os.path.join(b.folder, "here"), pythonpath=[os.path.join(b.folder, "lib")])
        self.assertEqual(b"lib", link.get().body)

    def test_the_folder_of_the_worker_is_not_searched(self):
        self.assertIn("there is no module worker", self.refuse("worker"))

    def test_traceback_shows_only_the_files_of_the_application(self):
        self.assertRegex(self.refuse("blog.py", {"blog.py": "x = 1 / 0\n"}),
                         r"\ATraceback \(most recent call last\):\n  File \"/.*/blog.py\", line 1, in <module>\n"
                         r"    x = 1 / 0\n( +[~^]+\n)?ZeroDivisionError: division by zero\Z")

    def test_missing_module_is_a_plain_mistake(self):
        for target in ("blug", "blug.sub", "blug:app"):
            text = self.refuse(target)
            self.assertRegex(text, r"\Athere is no module blug(\.sub)? \(looked in /.*\)\Z")
        self.assertRegex(self.refuse("sub/blug.py"), r"\Athere is no file /.*/sub/blug.py\Z")
        self.assertEqual("folder has neither wsgi.py nor __main__.py", self.refuse("folder", {"folder/x.txt": ""}))
        self.assertRegex(self.refuse("../blog"), r"\Athere is no file /.*blog\Z")
        self.assertIn("no module is named", self.refuse(":app"))
        self.assertIn("name of a module", self.refuse(".blog"))

    def test_missing_import_of_the_module_is_a_traceback(self):
        text = self.refuse("blog", {"blog.py": "import json\nimport blug\n"})
        self.assertIn("Traceback", text)
        self.assertIn("No module named 'blug'", text)
        self.assertIn("blog.py\", line 2", text)
        self.assertNotIn("worker.py", text)

    def test_missing_attribute_names_those_there_are(self):
        code = "def create(): pass\nclass Site: pass\nnumber = 1\n_hidden = print\n"
        self.assertEqual("blog has no attribute app; what it has and can be called: Site, create",
                         self.refuse("blog:app", {"blog.py": code}))
        self.assertEqual("blog has no launch, application or app; what it has and can be called: Site, create",
                         self.refuse("blog", {"blog.py": code}))
        self.assertIn("blog:Site has no attribute app", self.refuse("blog:Site.app", {"blog.py": code}))

    def test_what_cannot_be_called_is_refused(self):
        self.assertEqual("blog:number is of type int, which cannot be called",
                         self.refuse("blog:number", {"blog.py": "number = 1\n"}))
        self.assertEqual("blog:app is None, which cannot be called", self.refuse("blog", {"blog.py": "app = None\n"}))
        self.assertIn("launch(args) of blog returned None, not a WSGI application",
                      self.refuse("blog", {"blog.py": "def launch(args): pass\n"}))

    def test_launch_that_raises_or_exits_is_a_traceback(self):
        text = self.refuse("blog", {"blog.py": "def launch(args):\n    raise ValueError('no database')\n"})
        self.assertIn("ValueError: no database", text)
        self.assertIn("in launch", text)
        self.assertIn("SystemExit: 2", self.refuse("blog", {"blog.py": "def launch(args):\n    raise SystemExit(2)\n"}))
        self.assertIn("SyntaxError", self.refuse("blog", {"blog.py": "def launch(\n"}))

    def test_chdir_to_nowhere_is_a_plain_mistake(self):
        self.assertEqual("cannot change to folder /no/such: No such file or directory",
                         self.refuse("blog", chdir="/no/such"))

    def test_what_is_printed_while_loading_comes_before_the_verdict(self):
        b = self.bridge()
        b.write("blog.py", "import sys\nprint('loading')\nsys.stderr.write('half')\nraise ValueError\n")
        b.refused("blog")
        self.assertEqual([(1, 0, "loading"), (2, 0, "half")], b.link.logs)

    def test_variables_of_the_configuration_are_in_every_environ(self):
        link = self.worker(environ={"SITE": "blog", "HTTP_HOST": "never seen"})
        found = json.loads(link.get("/variables").body.decode())
        self.assertEqual(("blog", "example.org"), (found["SITE"], found["HTTP_HOST"]))

    def test_the_title_is_the_name_of_the_process(self):
        link = self.worker(title="reserve: blog with a long name")
        self.assertEqual("reserve: blog w\n", bridge.read("/proc/%d/comm" % link.pid))

    def test_arguments_are_in_sys_argv(self):
        b = self.bridge()
        answer = b.launch("sample_apps", args=["x", "y"], pythonpath=[bridge.HERE]).get("/who")
        self.assertEqual(["sample_apps", "x", "y"], json.loads(answer.body.decode())["argv"])

    @unittest.skipUnless(os.getuid() == 0, "not root")
    @unittest.skipUnless(bridge.readable_by_all(os.__file__), "others than root cannot run this Python")
    def test_root_becomes_the_user_before_the_import(self):
        for zygote in (False, True):
            b = self.bridge()
            os.chmod(b.folder, 0o755)
            b.write("blog.py", "import os\nuid = os.getuid()\nassert uid == 65534\n"
                    + bridge.read(os.path.join(bridge.HERE, "sample_apps.py")))
            link = b.launch("blog", user="nobody", zygote=zygote)
            if zygote:
                for path in (b.folder, b.path):
                    os.chown(path, 65534, 65534)
                os.chmod(b.folder, 0o700)
                open(os.path.join(b.folder, "progress-1"), "w").close()
                os.chown(os.path.join(b.folder, "progress-1"), 65534, 65534)
                link = b.fork(1)
            found = json.loads(link.get("/who").body.decode())
            self.assertEqual((65534, 65534, "nobody", b.folder), tuple(found[k] for k in ("uid", "gid", "user", "cwd")))
            self.assertNotIn(0, found["groups"])
            self.assertEqual(1, b.started(link))

    @unittest.skipUnless(os.getuid() == 0, "not root")
    def test_unknown_user_and_group_are_plain_mistakes(self):
        self.assertEqual("there is no user nobody-there", self.refuse("blog", user="nobody-there"))
        self.assertEqual("there is no group nobody-there", self.refuse("blog", user="nobody", group="nobody-there"))

    def test_unusable_progress_file_is_told(self):
        self.assertIn("cannot use /no/such as the file of progress", self.refuse("blog", progress="/no/such"))


class AnswerTest(SharedCase):

    def test_one_block_is_one_frame_with_its_length(self):
        answer = self.get("/hello")
        self.assertTrue(answer.whole)
        self.assertEqual(("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "14")], b"Hello, world!\n"),
                         (answer.status, answer.headers, answer.body))

    def test_environ_has_what_pep_3333_wants(self):
        expected = {"PATH_INFO": "/variables", "QUERY_STRING": "x=1", "HTTP_X": "caf\xe9", "SCRIPT_NAME": "/m",
                    "SERVER_PORT": "80", "wsgi.version": [1, 0], "wsgi.url_scheme": "http", "wsgi.run_once": False,
                    "wsgi.multiprocess": False, "wsgi.multithread": True, "wsgi.input_terminated": True,
                    "wsgi.errors": "LogStream", "wsgi.file_wrapper": "type", "wsgi.input": "BytesIO"}
        found = json.loads(self.body("/variables?x=1", HTTP_X="caf\xe9", SCRIPT_NAME="/m"))
        self.assertEqual(expected, {name: found.get(name) for name in expected})

    def test_a_request_without_variables_of_its_own_keeps_none_of_another(self):
        self.assertIn("HTTP_ONLY_HERE", self.body("/variables", HTTP_ONLY_HERE="x"))
        self.assertNotIn("HTTP_ONLY_HERE", self.body("/variables"))

    def test_short_lists_are_whole(self):
        for value in ("[b'a', b'', b'b']", "(b'ab',)", "[b'ab']", "(b'', b'ab')"):
            answer = self.get("/listed?value=" + quote(value))
            self.assertEqual((True, b"ab", "2"), (answer.whole, answer.body, answer.header("Content-Length")), value)

    def test_empty_answers_have_length_0(self):
        for value in ("[]", "()", "[b'']", "[b'', b'']", "iter([])", "iter([b''])"):
            answer = self.get("/listed?value=" + quote(value))
            self.assertEqual((True, b"", "0"), (answer.whole, answer.body, answer.header("Content-Length")), value)

    def test_any_iterable_will_do(self):
        for value in ("{b'ab': 1}", "iter([b'a', b'b'])", "type('I', (), {'__getitem__': lambda s, i: [b'ab'][i]})()"):
            self.assertEqual("ab", self.body("/listed?value=" + quote(value)), value)
        self.assertEqual("2", self.get("/listed?value=" + quote("{b'ab': 1}")).header("Content-Length"))
        self.assertIsNone(self.get("/listed?value=" + quote("iter([b'ab'])")).header("Content-Length"))

    def test_long_answers_come_in_parts(self):
        answer = self.get("/listed?value=" + quote("[b'x' * 1000000]"))
        self.assertEqual((False, 1000000, "1000000"), (answer.whole, answer.size, answer.header("Content-Length")))
        answer = self.get("/listed?value=" + quote("[b'x' * 500000] * 2"))
        self.assertEqual((False, 1000000), (answer.whole, answer.size))

    def test_start_response_may_come_with_the_first_block(self):
        self.assertEqual("late", self.body("/late_start"))

    def test_write_goes_before_the_iterable(self):
        self.assertEqual("one two three four", self.body("/writes"))

    def test_exc_info_replaces_headers_that_are_not_sent(self):
        answer = self.get("/replaced")
        self.assertEqual(("500 Oh", "yes", None, b"replaced"),
                         (answer.status, answer.header("X-Error"), answer.header("Content-Type"), answer.body))

    def test_exc_info_after_the_headers_raises(self):
        answer = self.assert_broken("ValueError: too late", "/too_late")
        self.assertEqual(b"body", answer.body)
        self.assertIn("too_late closed", self.events())

    def test_start_response_twice_is_an_error(self):
        answer = self.assert_broken("PEP3333Error: start_response was called again, without exc_info", "/twice")
        self.assertIsNone(answer.status)

    def test_start_response_never_is_an_error(self):
        self.assert_broken("start_response was not called", "/never_starts")
        self.assert_broken("start_response was not called", "/never_starts?body=1")

    def test_status_is_checked(self):
        for status in ("200", "'200'", "'20 OK'", "b'200 OK'", "'200 OK\\r\\n'", "'200 O\\x00K'", "'abc def'", "''",
                       "'2000 OK'", "None", "'099 Low'", "'200 \\u20ac'", "'\\u0662\\u0660\\u0660 OK'"):
            self.assertIsNone(self.assert_broken("PEP3333Error", "/start?status=" + quote(status)).status, status)
        self.assertEqual("200 ", self.get("/start?status=" + quote("'200 '")).status)
        self.assertEqual("299 caf\xe9", self.get("/start?status=" + quote("'299 caf\\xe9'")).status)

    def test_headers_are_checked(self):
        for headers in ("()", "{}", "None", "[['A', 'b']]", "[('A',)]", "[('A', 'b', 'c')]", "['Ab']", "[(b'A', 'b')]",
                        "[('A', b'b')]", "[('A', 1)]", "[('A', None)]", "[('A b', 'c')]", "[('', 'c')]",
                        "[('A:', 'c')]", "[('A\\n', 'c')]", "[('A', 'b\\n')]", "[('A', 'b\\r\\nC: d')]",
                        "[('A', 'b\\0')]",
                        "[('A', 'b\\x7f')]", "[('A', '\\u20ac')]", "[('\\xe9', 'b')]", "[('Connection', 'close')]",
                        "[('transfer-Encoding', 'chunked')]", "[('Upgrade', 'x')]", "[('Keep-Alive', 'x')]",
                        "[('TE', 'x')]", "[('Trailer', 'x')]", "[('Content-Length', 'x')]",
                        "[('Content-Length', '-1')]",
                        "[('Content-Length', '1'), ('content-length', '2')]", "[('Content-Length', '\\u0661')]",
                        "[('A', 'x' * 300000)]"):
            self.assertIsNone(self.assert_broken("PEP3333Error", "/start?headers=" + quote(headers)).status, headers)

    def test_headers_are_kept_as_they_are(self):
        headers = "[('Set-Cookie', 'a=1'), ('Set-Cookie', 'b=\\xe9\\x85'), ('X_y', ''), ('A', ' b ')]"
        answer = self.get("/start?headers=" + quote(headers))
        self.assertEqual([("Set-Cookie", "a=1"), ("Set-Cookie", "b=\xe9\x85"), ("X_y", ""), ("A", " b ")],
                         answer.headers[:4])

    def test_body_longer_than_announced_is_cut(self):
        path = "/start?headers=" + quote("[('Content-Length', '3')]") + "&body=12345"
        self.assertEqual(b"123", self.assert_broken("longer than its Content-Length, 3", path).body)

    def test_body_shorter_than_announced_is_broken(self):
        path = "/start?headers=" + quote("[('Content-Length', '7')]") + "&body=12345"
        self.assert_broken("5 bytes, fewer than its Content-Length, 7", path)
        path = "/start?headers=" + quote("[('Content-Length', '7')]")
        self.assert_broken("0 bytes, fewer than its Content-Length, 7", path)

    def test_right_length_is_whole(self):
        answer = self.get("/start?headers=" + quote("[('Content-Length', '5')]") + "&body=12345")
        self.assertEqual((b"12345", ["5"]), (answer.body, [v for k, v in answer.headers if k == "Content-Length"]))

    def test_head_has_the_headers_alone(self):
        answer = self.get("/hello", method="HEAD")
        self.assertEqual((True, b"", "14"), (answer.whole, answer.body, answer.header("Content-Length")))
        answer = self.get("/listed?value=[]", method="HEAD")
        self.assertEqual((b"", None), (answer.body, answer.header("Content-Length")))
        answer = self.get("/start?headers=" + quote("[('Content-Length', '7')]"), method="HEAD")
        self.assertEqual((b"", "7", None), (answer.body, answer.header("Content-Length"), answer.broken))
        self.assertEqual(b"", self.get("/generator?size=9&count=9", method="HEAD").body)
        self.assertIn("closed generator", self.events())
        self.assertEqual(b"", self.get("/infinite", method="HEAD").body)
        self.assertIn("infinite closed", self.events())
        self.assertEqual(b"", self.get("/writes", method="HEAD").body)

    def test_204_and_304_have_no_body(self):
        for status in ("204 No Content", "304 Not Modified"):
            answer = self.get("/start?status=%r&body=12345" % status)
            self.assertEqual((status, b"", None), (answer.status, answer.body, answer.broken))
            self.assertIsNone(answer.header("Content-Length"))
            headers = quote("[('A', 'b'), ('Content-Length', '0'), ('C', 'd')]")
            answer = self.get("/start?status=%r&headers=%s" % (status, headers))
            self.assertEqual("0" if status[:3] == "304" else None, answer.header("Content-Length"))
            self.assertEqual(["b", "d"], [value for name, value in answer.headers if name in "AC"])

    def test_1xx_is_no_answer(self):
        for status in ("100 Continue", "101 Switching Protocols", "103 Early Hints"):
            self.assert_broken("the status '%s' is that of no answer" % status, "/start?status=%r&body=12345" % status)

    def test_what_is_no_iterable_of_bytes_is_an_error(self):
        self.assert_broken("returned None, not an iterable", "/listed?value=None")
        self.assert_broken("returned of type int, not an iterable", "/listed?value=5")
        self.assert_broken("returned bytes itself", "/listed?value=b'abc'")
        self.assert_broken("returned str itself", "/listed?value='abc'")
        for value in ("['abc']", "[b'a','b']", "[None]", "[bytearray(b'a')]", "iter(['abc'])", "iter([5])", "('a',)"):
            self.assert_broken("yielded", "/listed?value=" + quote(value))

    def test_iterables_are_closed_whatever_happens(self):
        self.get("/generator?size=5&count=3")
        self.assertEqual(["closed generator"], self.events())
        self.assert_broken("ValueError: in the middle", "/broken_iterable")
        self.assertEqual(["closed broken"], self.events())
        self.assertEqual(b"first", self.assert_broken("ValueError: in the middle", "/broken_iterable?first=1").body)
        self.assertEqual(["closed broken"], self.events())

    def test_close_that_raises_is_logged(self):
        self.assertEqual("body", self.body("/closes_badly"))
        self.link.until(lambda: "ValueError: bad close" in self.link.lines(2))

    def test_exceptions_are_told_without_frames_of_the_worker(self):
        text = self.assert_broken("ValueError: plain \u20ac", "/raises").broken
        self.assertTrue(text.startswith("Traceback (most recent call last):\n  File "), text)
        self.assertEqual(b"part", self.assert_broken("ValueError", "/raises?after=1").body)
        text = self.assert_broken("KeyError: 'first'", "/raises?kind=chained").broken
        self.assertIn("direct cause", text)

    def test_the_worker_outlives_every_exception(self):
        for kind, name in (("recursion", "RecursionError"), ("memory", "MemoryError"), ("exit", "SystemExit: 5"),
                           ("interrupt", "KeyboardInterrupt"), ("base", "BaseException: base"), ("ugly", "Ugly")):
            self.assert_broken(name, "/raises?kind=" + kind)
            self.assert_broken(name, "/raises?after=1&kind=" + kind)

    def test_nothing_is_written_after_the_end(self):
        self.body("/writes_after_the_end")
        self.assertEqual("write() was called when the answer was over\n"
                         "start_response was called again, without exc_info", self.body("/late_write"))

    def test_an_aborted_generator_is_closed(self):
        for pause in ("0", "0.002"):
            number = self.link.ask("/infinite?pause=" + pause)
            answer = self.link.answers[number]
            self.link.until(lambda: answer.size > 1000)
            self.link.send(ABORT, number)
            self.link.answer(number)
            self.assertIn("infinite closed", self.events())

    def test_an_aborted_generator_that_waits_for_the_window_is_closed(self):
        self.link.auto_window = False
        number = self.link.ask("/infinite")
        answer = self.link.answers[number]
        self.link.until(lambda: answer.size == WINDOW_SIZE)
        self.link.send(ABORT, number)
        self.link.answer(number)
        self.assertIn("infinite closed", self.events())

    def test_a_request_aborted_before_its_call_is_not_called(self):
        first, a = self.link.request_frame("/hello")
        second, b = self.link.request_frame("/infinite")
        self.link.transmit(first + second + bridge.HEADER.pack(0, b, ABORT))
        self.assertEqual(b"Hello, world!\n", self.link.answer(a).body)
        self.assertIn("gone", self.link.answer(b).broken)
        self.assertNotIn("infinite closed", self.events())

    def test_the_window_holds(self):
        self.link.auto_window = False
        number = self.link.ask("/generator?size=1000&count=1000")
        answer = self.link.answers[number]
        self.link.until(lambda: answer.size == WINDOW_SIZE)
        self.assertEqual("Hello, world!\n", self.body("/hello"))        # another request meanwhile
        self.assertEqual(WINDOW_SIZE, answer.size)
        self.link.send(WINDOW, number, U32.pack(1))
        self.link.until(lambda: answer.size == WINDOW_SIZE + 1)
        self.link.send(WINDOW, number, U32.pack(1000000))
        self.assertEqual(1000000, self.link.answer(number).size)

    def test_frames_for_what_is_over_are_ignored(self):
        number = self.link.ask("/hello")
        self.link.answer(number)
        for kind, payload in ((DATA, b"x"), (END, b""), (WINDOW, U32.pack(5)), (ABORT, b""), (FILE_TAKEN, b"")):
            self.link.send(kind, number, payload)
            self.link.send(kind, 4000000000, payload)
        self.assertEqual("Hello, world!\n", self.body("/hello"))

    def test_a_batch_is_answered_in_order(self):
        frames = [self.link.request_frame("/hello") for _ in range(500)]
        before = self.b.started()
        self.link.transmit(b"".join(data for data, _ in frames))
        order = []
        self.link.until(lambda: self.link.answers[frames[-1][1]].over)
        order = [number for _, number in frames if self.link.answers[number].over]
        self.assertEqual([number for _, number in frames], order)
        self.assertEqual(before + 500, self.b.started())

    def test_frames_may_come_byte_by_byte(self):
        data, number = self.link.request_frame("/echo", b"body")
        for i in range(len(data)):
            self.link.transmit(data[i:i + 1])
        self.assertEqual(b"body", self.link.answer(number).body)

    def test_large_requests_in_one_frame(self):
        body = os.urandom(1000000)
        self.assertEqual(body, self.get("/echo", body).body)
        self.assertEqual(body, self.get("/echo", body, HTTP_X="y" * 40000).body)
        self.assertEqual("Hello, world!\n", self.body("/hello"))


class ThreadedAnswerTest(AnswerTest):
    """The same with several threads."""

    options = {"threads": 4}


class InputTest(SharedCase):

    def inputs(self, calls, body, parts=None):
        path = "/inputs?calls=" + quote(calls)
        if parts is None:
            answer = self.get(path, body)
        else:
            number = self.link.ask(path, parts[0], part=True, CONTENT_LENGTH=str(len(body)))
            for part in parts[1:]:
                self.link.send(DATA, number, part)
            self.link.send(END, number)
            answer = self.link.answer(number)
        self.assertIsNone(answer.broken)
        return answer.body.decode().split("\n")

    def test_every_way_to_read(self):
        body = b"first\nsecond\n\nlast"
        single = [body[i:i + 1] for i in range(len(body))]
        for parts in (None, [body], [b""] + single, [b"first", b"\nsec", b"", b"ond\n\nlast"]):
            def check(calls, *expected):
                self.assertEqual([repr(e) for e in expected], self.inputs(calls, body, parts))
            check("read();read();read(5)", body, b"", b"")
            check("read(-1)", body)
            check("read(None)", body)
            check("read(0);read(3);read(4);read(100)", b"", b"fir", b"st\ns", b"econd\n\nlast")
            check("read(10**15)", body)
            check("readline();" * 4 + "readline()", b"first\n", b"second\n", b"\n", b"last", b"")
            check("readline(3);readline(100);readline(-1);readline(0)", b"fir", b"st\n", b"second\n", b"")
            check("readlines()", [b"first\n", b"second\n", b"\n", b"last"])
            check("readlines(7);read()", [b"first\n", b"second\n"], b"\nlast")
            check("__iter__().__next__();read(2);readline()", b"first\n", b"se", b"cond\n")

    def test_iteration_over_a_streamed_body(self):
        number = self.link.ask("/lines", b"one\ntw", part=True)
        self.link.send(DATA, number, b"o\nthree")
        self.link.send(END, number)
        self.assertEqual(b"one|two|three", self.link.answer(number).body)

    def test_another_request_is_served_while_a_body_is_awaited(self):
        number = self.link.ask("/echo", b"be", part=True)
        others = [self.link.ask("/echo", b"x", part=True) for _ in range(20)]
        for _ in range(3):
            self.assertEqual("Hello, world!\n", self.body("/hello"))
        for other in reversed(others):
            self.link.send(END, other)
            self.assertEqual(b"x", self.link.answer(other).body)
        self.link.send(DATA, number, b"gin")
        self.link.send(END, number)
        self.assertEqual(b"begin", self.link.answer(number).body)

    def test_an_abort_raises_in_the_reader(self):
        number = self.link.ask("/echo", b"be", part=True)
        self.body("/hello")
        self.link.send(ABORT, number)
        self.assertIn("ClientGone: the client has gone", self.link.answer(number).broken)

    def test_window_is_granted_as_the_application_reads(self):
        number = self.link.ask("/count", part=True)
        total = 0
        for _ in range(64):
            while total + 65536 > WINDOW_SIZE + self.link.granted.get(number, 0):
                self.link.pump()
            self.link.send(DATA, number, b"x" * 65536)
            total += 65536
        self.link.send(END, number)
        self.assertEqual(str(total).encode(), self.link.answer(number).body)
        self.assertLessEqual(self.link.granted[number], total)

    def test_a_client_that_expects_100_is_told_when_the_application_reads(self):
        number = self.link.ask("/echo", part=True, HTTP_EXPECT="100-Continue")
        self.link.until(lambda: self.link.granted.get(number) == WINDOW_SIZE)
        self.link.send(DATA, number, b"body")
        self.link.send(END, number)
        self.assertEqual(b"body", self.link.answer(number).body)
        self.assertEqual(WINDOW_SIZE, self.link.granted[number])
        number = self.link.ask("/hello", part=True, HTTP_EXPECT="100-continue")
        self.assertEqual(b"Hello, world!\n", self.link.answer(number).body)
        self.assertNotIn(number, self.link.granted)

    def test_numbers_may_be_used_again(self):
        for _ in range(200):
            for path, options in (("/generator?size=9&count=2", {}), ("/echo", {"part": True}), ("/closes_badly", {})):
                data, number = self.link.request_frame(path, b"", number=77, **options)
                self.link.transmit(data)
                if options:
                    self.link.send(DATA, number, b"body")
                    self.link.send(END, number)
                self.assertEqual({"/g": b"x" * 18, "/e": b"body", "/c": b"body"}[path[:2]], self.link.answer(77).body)

    def test_nothing_is_granted_when_the_application_does_not_read(self):
        number = self.link.ask("/wait_gate?gate=unread", b"x" * 1000, part=True)
        self.link.send(DATA, number, b"y" * 1000)
        if self.options.get("threads", 1) > 1:
            self.body("/open_gate?gate=unread")
            self.assertEqual(b"open", self.link.answer(number).body)
            self.assertNotIn(number, self.link.granted)
        else:
            self.b.process.kill()               # nobody can open the gate
            type(self).tearDownClass()
            type(self).setUpClass()

    def test_an_unread_body_is_dropped(self):
        number = self.link.ask("/hello", b"x" * 1000, part=True)
        self.assertEqual(b"Hello, world!\n", self.link.answer(number).body)
        self.link.send(DATA, number, b"y" * 1000)
        self.link.send(END, number)
        self.body("/hello")

    def test_threads_of_the_application_may_read(self):
        number = self.link.ask("/nested_thread_reads", part=True)
        self.body("/hello")
        for part in (b"ab", b"cd", b"ef"):
            self.link.send(DATA, number, part)
        self.link.send(END, number)
        self.assertEqual(b"abcdef", self.link.answer(number).body)


class ThreadedInputTest(InputTest):

    options = {"threads": 3}


class FileTest(SharedCase):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = b"0123456789" * 20000
        cls.path = cls.b.write("file.txt", cls.content)

    def file(self, **options):
        text = "&".join("%s=%s" % item for item in dict({"path": self.path}, **options).items())
        answer = self.get("/file?" + text)
        self.events_seen = self.events()
        return answer

    def test_a_file_is_left_to_the_bridge(self):
        for kind in ("plain", "raw", "temporary"):
            answer = self.file(kind=kind)
            self.assertEqual((0, len(self.content)), answer.file[1:], kind)
            self.assertEqual((self.content, str(len(self.content))), (answer.body, answer.header("Content-Length")))
            self.assertEqual(["file closed"], self.events_seen)

    def test_a_file_is_sent_from_where_it_was_read_to(self):
        answer = self.file(skip=13)
        self.assertEqual((13, len(self.content) - 13), answer.file[1:])
        self.assertEqual(self.content[13:], answer.body)

    def test_a_file_is_sent_as_far_as_content_length(self):
        answer = self.file(skip=10, length=25)
        self.assertEqual((10, 25), answer.file[1:])
        self.assertEqual((self.content[10:35], None), (answer.body, answer.broken))

    def test_a_file_shorter_than_content_length_is_broken(self):
        answer = self.file(length=len(self.content) + 1)
        self.assertIn("fewer than its Content-Length", answer.broken)
        self.assertEqual(["file closed"], self.events_seen)

    def test_a_file_after_write(self):
        self.assertEqual(b"before " + self.content, self.file(write=1).body)

    def test_other_file_like_objects_are_read(self):
        answer = self.file(kind="bytes")
        self.assertEqual((None, self.content), (answer.file, answer.body))
        self.assertEqual(["file closed"], self.events_seen)

    def test_what_a_gzip_file_reads_is_sent_not_what_is_in_it(self):
        import gzip
        with gzip.open(self.path + ".gz", "wb") as file:
            file.write(self.content)
        answer = self.file(kind="gzip", path=self.path + ".gz")
        self.assertEqual((None, self.content), (answer.file, answer.body))

    def test_middleware_may_iterate(self):
        answer = self.file(middleware=1)
        self.assertEqual((None, self.content), (answer.file, answer.body))

    def test_an_empty_file(self):
        self.b.write("empty", "")
        answer = self.file(path=os.path.join(self.b.folder, "empty"))
        self.assertEqual((b"", None), (answer.body, answer.broken))

    def test_head_sends_no_file(self):
        answer = self.get("/file?path=" + self.path, method="HEAD")
        self.assertEqual((b"", None), (answer.body, answer.file))
        self.assertEqual(["file closed"], self.events())

    def test_the_file_stays_open_until_it_is_taken(self):
        self.link.take_files = False
        number = self.link.ask("/file?path=" + self.path)
        answer = self.link.answers[number]
        self.link.until(lambda: answer.file)
        self.assertEqual([""], self.events())           # and another request is served meanwhile
        self.assertTrue(os.path.exists("/proc/%d/fd/%d" % (self.link.pid, answer.file[0])))
        self.link.send(FILE_TAKEN, number)
        self.link.answer(number)
        self.assertEqual(["file closed"], self.events())

    def test_an_abort_closes_the_file(self):
        self.link.take_files = False
        number = self.link.ask("/file?path=" + self.path)
        self.link.until(lambda: self.link.answers[number].file)
        self.link.send(ABORT, number)
        self.link.answer(number)
        self.assertEqual(["file closed"], self.events())


class LogTest(SharedCase):

    def test_lines_carry_stream_and_request(self):
        number = self.link.ask("/prints")
        self.assertEqual(b"(1, 2, False, 'utf-8')", self.link.answer(number).body)
        self.body("/hello")
        expected = [(1, "to stdout"), (2, "to stderr \u20ac"), (2, "to errors"), (2, "a"), (2, "b"), (2, "a warning"),
                    (1, "bytes"), (1, "two"), (1, "lines"), (1, ""), (1, "not ended")]
        self.assertEqual([(stream, number, line) for stream, line in expected], self.link.logs)

    def test_lines_of_other_threads_belong_to_no_request(self):
        self.body("/prints_in_thread")
        self.link.until(lambda: self.link.logs)
        self.assertEqual([(1, 0, "in a thread")], self.link.logs)

    def test_floods_and_long_lines(self):
        self.body("/prints_much")
        self.link.until(lambda: sum(map(len, self.link.lines())) == 2100000)
        self.assertEqual(20000, self.link.lines().count("y" * 100))

    def test_descriptors_are_left_alone(self):
        self.body("/writes_to_descriptor")
        self.assertIn("from C\n", self.b.printed())


class SchedulingTest(WorkerCase):

    def test_lines_are_sent_while_the_application_runs(self):
        link = self.worker()
        link.ask("/prints_then_waits")
        link.until(lambda: link.lines() == ["before"])
        self.b.process.kill()

    def test_answers_are_sent_though_a_later_request_of_the_batch_takes_long(self):
        link = self.worker()
        frames = [link.request_frame(path) for path in ("/hello", "/hello", "/hello", "/forever")]
        link.transmit(b"".join(data for data, _ in frames))
        for _, number in frames[:3]:
            link.answer(number)
        self.assertEqual(4, self.b.started())
        self.b.process.kill()

    def test_blocks_are_sent_before_the_next_is_asked_for(self):
        link = self.worker(threads=2)
        for i in range(20):
            number = link.ask("/gated?gate=%d" % i)
            answer = link.answers[number]
            link.until(lambda: answer.body == b"first")
            self.assertFalse(answer.over)
            link.get("/open_gate?gate=%d" % i)
            self.assertEqual(b"firstsecond", link.answer(number).body)

    def test_an_answer_is_sent_though_its_iterable_goes_on(self):
        link = self.worker()
        link.get()
        number = link.ask("/slow_after_body")
        link.until(lambda: link.answers[number].body == b"done")
        self.b.process.kill()

    def test_progress_counts_calls_that_have_started(self):
        link = self.worker()
        link.get()
        frames = [link.request_frame(path) for path in ("/hello", "/wait_gate", "/hello", "/hello")]
        link.transmit(b"".join(data for data, _ in frames))
        link.answer(frames[0][1])
        eventually(lambda: self.b.started() == 3, "the third call")
        self.b.process.kill()
        link.ended()
        self.assertEqual(3, self.b.started())

    def test_as_many_calls_run_as_there_are_threads(self):
        link = self.worker(threads=4)
        gates = [link.ask("/wait_gate?gate=%d" % i) for i in range(3)]
        for i, number in enumerate(gates):
            link.get("/open_gate?gate=%d" % i)
            self.assertEqual(b"open", link.answer(number).body)

    def test_no_more_calls_run_than_there_are_threads(self):
        for threads in (1, 3):
            link = self.worker(threads=threads)
            slow = [link.ask("/concurrent", b"a", part=True) for _ in range(30)]
            quick = [link.ask("/concurrent", b"b") for _ in range(30)]
            for number in slow:
                link.send(DATA, number, b"c")
            more = [link.ask("/concurrent", b"b") for _ in range(30)]
            for number in slow:
                link.send(END, number)
            found = [link.answer(number) for number in slow + quick + more]
            most = max(int(re.match(b"[0-9]+", answer.body).group()) for answer in found)
            self.assertLessEqual(most, threads)
            self.assertEqual({b"ac"}, {answer.body[-2:] for answer in found[:30]})

    def test_two_thousand_slow_clients(self):
        link = self.worker()
        numbers = [link.ask("/echo", b"a", part=True) for _ in range(2000)]
        link.pid = self.b.process.pid
        eventually(lambda: self.b.started() >= 1000, "the calls to start")
        for number in reversed(numbers):
            link.send(DATA, number, b"b")
            link.send(END, number)
        for number in numbers:
            self.assertEqual(b"ab", link.answer(number).body)
        self.assertEqual(b"Hello, world!\n", link.get("/hello").body)

    def test_a_mixture_of_everything(self):
        import random
        chance = random.Random(5)
        for threads in (1, 2, 5):
            link = self.worker(threads=threads)
            link.keep_bodies = False
            open_bodies = []
            numbers = []
            for _ in range(1500):
                what = chance.randrange(7)
                if what < 2:
                    numbers.append(link.ask("/hello"))
                elif what == 2:
                    path = chance.choice(("/echo", "/hello", "/count"))
                    open_bodies.append(link.ask(path, b"x" * chance.randrange(3), part=True))
                elif what == 3:
                    sizes = (chance.choice((1, 5000)), chance.choice((1, 100)))
                    numbers.append(link.ask("/generator?size=%d&count=%d" % sizes))
                elif what == 4:
                    numbers.append(link.ask("/raises"))
                elif open_bodies:
                    number = chance.choice(open_bodies)
                    if chance.random() < 0.7:
                        link.send(DATA, number, b"y" * chance.choice((1, 3000)))
                    else:
                        link.send(chance.choice((END, ABORT)), number)
                        open_bodies.remove(number)
                        numbers.append(number)
                while not link.silent():
                    link.pump()
            for number in open_bodies:
                link.send(END, number)
            for number in numbers + open_bodies:
                link.answer(number)
            self.assertEqual(len(numbers + open_bodies), len(link.answers))
            link.send(STOP)
            link.ended()
            self.assertEqual(0, self.b.process.wait(20))

    def test_applications_that_misbehave(self):
        for threads in (1, 3):
            link = self.worker(threads=threads)
            asked = []
            for seed in range(3000):
                part = seed % 3 == 0
                aborted = part and seed % 2 == 0
                method = "HEAD" if seed % 7 == 0 else "POST"
                number = link.ask("/misbehaves?seed=%d" % seed, b"body", method, part)
                if part:
                    link.send(ABORT if aborted else END, number)
                asked.append((number, method == "HEAD" or aborted))
            for number, bodiless in asked:
                answer = link.answer(number)
                self.assertTrue(answer.status or answer.broken)
                length = answer.header("Content-Length")
                if length and not (answer.broken or bodiless or answer.status.startswith("304")):
                    self.assertEqual(int(length), answer.size, (number, answer.status))
            self.assertEqual(b"Hello, world!\n", link.get("/hello").body)
            self.assertEqual("", self.b.printed())

    def test_stop_finishes_what_there_is(self):
        for threads in (1, 3):
            link = self.worker(threads=threads)
            body = link.ask("/echo", b"a", part=True)
            number = link.ask("/hello")
            link.send(STOP)
            link.answer(number)
            link.send(DATA, body, b"b")
            link.send(END, body)
            self.assertEqual(b"ab", link.answer(body).body)
            link.ended()
            self.assertEqual(0, self.b.process.wait(20))

    def test_sigterm_is_as_stop(self):
        for threads in (1, 3):
            link = self.worker(threads=threads)
            link.get()
            self.b.process.send_signal(signal.SIGTERM)
            link.ended()
            self.assertEqual(0, self.b.process.wait(20))

    def test_sigterm_while_a_body_is_awaited(self):
        for threads in (1, 3):
            link = self.worker(threads=threads)
            number = link.ask("/echo", b"a", part=True)
            eventually(lambda: self.b.started() == 1, "the call")
            link.get("/hello")
            self.b.process.send_signal(signal.SIGTERM)
            link.send(DATA, number, b"b")
            link.send(END, number)
            self.assertEqual(b"ab", link.answer(number).body)
            link.ended()
            self.assertEqual(0, self.b.process.wait(20))

    def test_sigterm_during_a_call(self):
        link = self.worker(threads=2)
        number = link.ask("/wait_gate")
        eventually(lambda: self.b.started() == 1, "the call")
        self.b.process.send_signal(signal.SIGTERM)
        self.assertEqual(b"opened", link.get("/open_gate").body)
        self.assertEqual(b"open", link.answer(number).body)
        link.ended()
        self.assertEqual(0, self.b.process.wait(20))

    def test_sigint_is_ignored(self):
        link = self.worker()
        self.b.process.send_signal(signal.SIGINT)
        self.assertEqual(b"Hello, world!\n", link.get("/hello").body)

    def test_exit_handlers_run_at_stop(self):
        b = self.bridge()
        b.write("blog.py", "import atexit\natexit.register(print, 'good bye')\n" + app_returning("x"))
        link = b.launch("blog")
        link.send(STOP)
        link.ended()
        self.assertEqual(["good bye"], link.lines())


class ZygoteTest(WorkerCase):

    def test_workers_are_forked_and_told_of(self):
        zygote = self.worker(zygote=True)
        workers = [self.b.fork(number, multiprocess=True) for number in (1, 2, 3)]
        seen = [json.loads(link.get("/who").body.decode()) for link in workers]
        self.assertEqual([link.pid for link in workers], [found["pid"] for found in seen])
        self.assertEqual(3, len({found["random"] for found in seen}))
        self.assertTrue(json.loads(workers[0].get("/variables").body.decode())["wsgi.multiprocess"])
        self.assertEqual([2, 1, 1], [self.b.started(link) for link in workers])
        workers[0].send(STOP)
        _, number, payload = zygote.other(EXITED)
        self.assertEqual((1, workers[0].pid, 0), (number,) + struct.unpack("<Ii", payload))
        os.kill(workers[1].pid, signal.SIGKILL)
        _, number, payload = zygote.other(EXITED)
        self.assertEqual((2, workers[1].pid, -9), (number,) + struct.unpack("<Ii", payload))
        self.assertFalse(os.path.exists("/proc/%d" % workers[1].pid))
        workers[2].ask("/leaves")
        _, number, payload = zygote.other(EXITED)
        self.assertEqual((3, 7), (number, struct.unpack("<Ii", payload)[1]))
        self.assertEqual(b"Hello, world!\n", self.b.fork(4).get("/hello").body)

    def test_stop_waits_for_the_children(self):
        zygote = self.worker(zygote=True)
        child = self.b.fork(1)
        zygote.send(STOP)
        self.assertEqual(b"Hello, world!\n", child.get("/hello").body)
        child.send(STOP)
        zygote.other(EXITED)
        zygote.ended()
        self.assertEqual(0, self.b.process.wait(20))

    def test_all_end_with_the_bridge(self):
        self.worker(zygote=True)
        children = [self.b.fork(1), self.b.fork(2)]
        children[0].ask("/forever")
        for connection in self.b.connections:
            connection.socket.close()
        self.assertEqual(0, self.b.process.wait(20))
        for child in children:
            eventually(lambda: not alive(child.pid), "the end of the child")

    def test_a_fork_that_fails_is_told(self):
        b = self.bridge()
        b.write("blog.py", "import os\ndef fork(): raise OSError(11, 'Try again')\nos.fork = fork\n" + app_returning("x"))
        zygote = b.launch("blog", zygote=True)
        zygote.send(bridge.FORK, 5)
        _, number, payload = zygote.other(EXITED)
        self.assertEqual((5, 0, 71), (number,) + struct.unpack("<Ii", payload))
        zygote.until(lambda: zygote.lines() == ["cannot fork worker 5: Try again"])

    def test_children_of_the_application_are_left_to_it(self):
        b = self.bridge()
        b.write("blog.py", "import subprocess\nprocess = subprocess.Popen(['true'])\n" + app_returning("x"))
        zygote = b.launch("blog", zygote=True)
        child = b.fork(1)
        self.assertEqual(b"x", child.get().body)
        child.send(STOP)
        zygote.other(EXITED)
        self.assertEqual([], zygote.others)

    def test_a_forked_worker_takes_little_memory(self):
        zygote = self.worker(zygote=True)
        child = self.b.fork(1)
        for _ in range(2000):
            child.get("/hello")
        with open("/proc/%d/smaps_rollup" % child.pid) as smaps:
            private = sum(int(line.split()[1]) for line in smaps if line.startswith("Private_"))
        self.assertLess(private, 12 * 1024)
        self.assertTrue(zygote.silent())


class EndTest(WorkerCase):

    def test_the_worker_ends_with_the_link(self):
        for path in (None, "/hello", "/forever", "/wait_gate", "/infinite?pause=0.01"):
            link = self.worker()
            if path:
                number = link.ask(path)
                eventually(lambda: self.b.started() == 1, "the call")
                if path == "/hello":
                    link.answer(number)
            link.socket.close()
            self.assertEqual(0, self.b.process.wait(20), path)

    def test_the_worker_ends_with_the_link_while_it_loads(self):
        b = self.bridge()
        b.write("blog.py", "import threading\nprint('loading')\nthreading.Event().wait()\n")
        link = b.accept()
        b.configure(link, "blog")
        link.until(lambda: link.lines() == ["loading"])
        link.socket.close()
        self.assertEqual(0, b.process.wait(20))

    def test_the_worker_ends_with_the_link_while_threads_wait(self):
        link = self.worker(threads=3)
        for _ in range(10):
            link.ask("/echo", b"a", part=True)
        eventually(lambda: self.b.started() == 10, "the calls")
        link.socket.close()
        self.assertEqual(0, self.b.process.wait(20))

    def test_kill_of_the_bridge_ends_workers_that_keep_the_interpreter(self):
        reader, writer = os.pipe()
        b = self.bridge(stdin=reader)
        os.close(reader)
        link = b.launch("sample_apps", pythonpath=[bridge.HERE], lifeline=True)
        link.get("/hello")
        link.ask("/forever_in_c")
        eventually(lambda: b.started() == 2, "the call")
        os.close(writer)
        self.assertEqual(-9, b.process.wait(20))

    def test_killed_bridge(self):
        """A bridge that is killed with kill -9, a process of its own."""
        code = "import bridge, sys, select\nb = bridge.Bridge()\n" \
               "l = b.launch('sample_apps', pythonpath=[bridge.HERE], zygote=True)\n" \
               "w = b.fork(1)\nw.ask('/forever')\nbridge.eventually(lambda: b.started(w) == 1, 'the call')\n" \
               "print(b.process.pid, w.pid, b.folder, flush=True)\nselect.select([], [], [])\n"
        process = subprocess.Popen([bridge.sys.executable, "-B", "-c", code], cwd=bridge.HERE, stdout=subprocess.PIPE)
        with process.stdout as told:
            zygote, child, folder = told.readline().split()
            process.kill()
            process.wait()
        for pid in (zygote, child):
            eventually(lambda: not alive(int(pid)), "the end of the worker")
        subprocess.call(["rm", "-rf", folder.decode()])

    def test_crash_leaves_a_trace(self):
        link = self.worker()
        link.ask("/segfault")
        link.ended()
        self.assertEqual(-signal.SIGSEGV, self.b.process.wait(20))
        printed = self.b.printed()
        self.assertIn("Fatal Python error: Segmentation fault", printed)
        self.assertIn("in segfault", printed)

    def test_exit_of_the_application_ends_the_worker(self):
        link = self.worker()
        link.ask("/leaves")
        link.ended()
        self.assertEqual(7, self.b.process.wait(20))

    def test_a_forked_child_does_not_answer(self):
        for threads in (1, 3):
            link = self.worker(threads=threads)
            self.assertEqual(b"parent", link.get("/forks").body)
            self.assertEqual(b"Hello, world!\n", link.get("/hello").body)
            self.assertEqual(["before the fork"], link.lines())
            self.assertIn("in the child\n", self.b.printed())

    def malformed(self, data, text, **options):
        link = self.worker(**options)
        link.transmit(data)
        self.assertEqual(70, self.b.process.wait(20))
        self.assertIn("malformed frames from the bridge: " + text, self.b.printed())

    def test_malformed_frames(self):
        pack = bridge.HEADER.pack
        self.malformed(pack(0, 5, 99), "a frame of type 99")
        self.malformed(pack(0, 5, bridge.HELLO), "a frame of type 32")
        self.malformed(pack(0, 5, bridge.FORK), "a frame of type 9")
        self.malformed(pack(0, 5, bridge.CONFIG), "a frame of type 1,")
        self.malformed(pack(2000000, 5, bridge.REQUEST), "a frame of type 2 with a payload of 2000000 bytes")
        longer = "the head of request 5 is longer than its frame of %d bytes"
        self.malformed(pack(3, 5, bridge.REQUEST) + b"\0\0\0", longer % 3)
        self.malformed(pack(6, 5, bridge.REQUEST) + U32.pack(3) + b"ab", longer % 6)
        self.malformed(pack(7, 5, bridge.REQUEST_PART) + U32.pack(3) + b"abc", "the head of request 5 has 1 fields")
        self.malformed(b"GET / HTTP/1.1\r\n\r\n", "a frame of type")
        self.malformed(pack(0, 5, bridge.REQUEST), "a frame of type 2, which no zygote gets", zygote=True)

    def test_malformed_frames_for_a_request(self):
        pack = bridge.HEADER.pack
        head = bridge.variables_of("/echo")
        begun = pack(4 + len(head), 1, bridge.REQUEST_PART) + U32.pack(len(head)) + head
        self.malformed(begun + pack(3, 1, WINDOW) + b"abc", "WINDOW with 3 bytes")
        self.malformed(begun + pack(0, 1, END) + pack(1, 1, DATA) + b"x", "DATA for request 1, whose body has ended")

    def test_malformed_config(self):
        for data, text in ((bridge.HEADER.pack(0, 0, STOP), "where CONFIG (1) was expected"),
                           (bridge.HEADER.pack(3, 0, bridge.CONFIG) + b"{,}", "CONFIG is no JSON")):
            b = self.bridge()
            b.accept().transmit(data)
            self.assertEqual(70, b.process.wait(20))
            self.assertIn(text, b.printed())

    def test_an_interpreter_that_is_too_old_is_named(self):
        code = "import runpy, sys; sys.version_info = (3, 7, 16, 'final', 0); runpy.run_path(sys.argv[1], run_name='__main__')"
        process = subprocess.run([bridge.sys.executable, "-c", code, bridge.WORKER, "/no/such"], stderr=subprocess.PIPE)
        self.assertEqual((1, bridge.sys.executable + " is Python 3.7.16; expected CPython 3.8 or later\n"),
                         (process.returncode, process.stderr.decode()))

    def test_no_bridge(self):
        process = subprocess.run([bridge.sys.executable, bridge.WORKER, "/no/such"], stderr=subprocess.PIPE)
        self.assertEqual((1, b"reserve worker: cannot connect to /no/such: No such file or directory\n"),
                         (process.returncode, process.stderr))


class MemoryTest(WorkerCase):

    def test_a_long_upload_in_constant_memory(self):
        link = self.worker()
        link.get("/count")
        before = memory(link.pid)
        number = link.ask("/count", part=True)
        data = b"x" * 65536
        total = STEADY * 16
        for i in range(total):
            while (i + 1) * 65536 > WINDOW_SIZE + link.granted.get(number, 0):
                link.pump()
            link.send(DATA, number, data)
        link.send(END, number)
        self.assertEqual(str(total * 65536).encode(), link.answer(number).body)
        self.assertLess(memory(link.pid, "VmHWM") - before, 8 * 1024)

    def test_a_long_generator_in_constant_memory(self):
        link = self.worker()
        link.get("/hello")
        before = memory(link.pid)
        link.keep_bodies = False
        answer = link.get("/generator?size=100000&count=%d" % (STEADY * 10))
        self.assertEqual(STEADY * 1000000, answer.size)
        self.assertLess(memory(link.pid, "VmHWM") - before, 8 * 1024)

    def test_requests_leave_nothing_behind(self):
        for threads in (1, 4):
            link = self.worker(threads=threads)
            paths = ("/hello", "/raises", "/generator?size=10&count=3", "/writes", "/prints")

            def some(rounds):
                for _ in range(rounds):
                    frames = [link.request_frame(paths[i % 20] if i % 20 < 5 else "/hello", HTTP_X=str(i))
                              for i in range(100)]
                    link.transmit(b"".join(data for data, _ in frames))
                    for _, number in frames:
                        link.answer(number)
                    link.answers.clear()
                    del link.logs[:]
            some(50)
            before = memory(link.pid)
            some(200)
            self.assertLess(memory(link.pid) - before, 1024)


class ConformanceTest(WorkerCase):

    def test_the_validator_is_content(self):
        b = self.bridge()
        b.write("valid.py", "import warnings\nwarnings.simplefilter('error')\nfrom wsgiref.validate import validator\n"
                "from wsgiref.simple_server import demo_app\n"
                "def echo(e, s):\n i = e['wsgi.input']\n body = i.read(10) + i.readline() + b''.join(i)\n"
                " e['wsgi.errors'].write('x\\n')\n e['wsgi.errors'].flush()\n"
                " s('200 OK', [('Content-Type', 'text/plain')])\n yield b'you said: '\n yield body\n"
                "apps = {'/demo': validator(demo_app), '/echo': validator(echo)}\n"
                "def application(e, s): return apps[e['PATH_INFO']](e, s)\n")
        link = b.launch("valid")
        self.assertIn(b"Hello world!", link.get("/demo").body)
        self.assertIn(b"Hello world!", link.get("/demo", method="POST", body=b"x").body)
        number = link.ask("/echo", b"one\n", part=True)
        link.send(DATA, number, b"two\nthree\nfour")
        link.send(END, number)
        answer = link.answer(number)
        self.assertEqual((None, b"you said: one\ntwo\nthree\nfour"), (answer.broken, answer.body))
        self.assertEqual(b"", link.get("/echo", method="HEAD", CONTENT_LENGTH="").body)
        self.assertEqual(["x", "x"], link.lines())


if __name__ == "__main__":
    unittest.main()
