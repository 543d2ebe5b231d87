"""What a visitor of the guestbook sees. Run with `python3 -m unittest` in this directory."""

import io
import os
import tempfile
import unittest
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import guestbook


class GuestbookTest(unittest.TestCase):

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file = os.path.join(directory.name, "entries.jsonl")
        self.app = guestbook.launch([self.file])

    def ask(self, method="GET", path="/", body=b"", **more):
        """Status, headers and body; the validator looks on."""
        environ = {"REQUEST_METHOD": method, "SCRIPT_NAME": "/book", "PATH_INFO": path, "QUERY_STRING": "",
                   "CONTENT_LENGTH": str(len(body)),
                   "wsgi.input": io.BytesIO(body)}
        setup_testing_defaults(environ)
        environ.update(more)
        answer = []
        result = validator(self.app)(environ, lambda status, headers, *_: answer.append((status, dict(headers))))
        try:
            text = b"".join(result).decode()
        finally:
            result.close()
        status, headers = answer[-1]
        self.assertEqual(headers["Content-Length"], str(len(text.encode())) if method != "HEAD" else headers["Content-Length"])
        return status, headers, text

    def sign(self, name, message):
        return self.ask("POST", body=urlencode({"name": name, "message": message}).encode(),
                        CONTENT_TYPE="application/x-www-form-urlencoded")

    def test_an_empty_book_has_a_form_that_leads_back_to_it(self):
        status, headers, page = self.ask()
        self.assertEqual(status, "200 OK")
        self.assertEqual(headers["Content-Type"], "text/html; charset=utf-8")
        self.assertIn('<form method="post" action="/book/">', page)
        self.assertNotIn("<article>", page)

    def test_who_signs_is_led_back_and_finds_the_entry(self):
        status, headers, page = self.sign("Ann", "What a nice place!")
        self.assertEqual((status, headers["Location"], page), ("303 See Other", "/book/", ""))
        self.assertRegex(self.ask()[2], r"<article><b>Ann</b> <small>\d{4}-\d\d-\d\d \d\d:\d\d</small>\nWhat a nice place!</article>")

    def test_the_newest_entry_comes_first_and_old_ones_go(self):
        for number in range(guestbook.SHOWN + 1):
            self.sign("Ann", "visit %d." % number)
        page = self.ask()[2]
        self.assertLess(page.index("visit 50."), page.index("visit 49."))
        self.assertNotIn("visit 0.", page)

    def test_entries_are_there_again_after_a_restart_and_for_other_workers(self):
        self.sign("Zoë", "Grüße\nfrom 東京")
        other = guestbook.launch([self.file])
        self.app, first = other, self.app
        self.assertIn("<b>Zoë</b>", self.ask()[2])
        self.sign("Bob", "hello")
        self.app = first
        page = self.ask()[2]
        self.assertIn("Grüße\nfrom 東京", page)
        self.assertIn("<b>Bob</b>", page)

    def test_markup_is_shown_not_obeyed(self):
        self.sign("<script>", "\"quoted\" & 'single' </article>")
        page = self.ask()[2]
        self.assertIn("<b>&lt;script&gt;</b>", page)
        self.assertIn("&quot;quoted&quot; &amp; &#x27;single&#x27; &lt;/article&gt;", page)

    def test_a_mistake_is_said_and_what_was_typed_is_still_there(self):
        for name, message, said in (("", "hello", "A name has 1 to 40 characters."), ("x" * 41, "hello", "A name has"),
                                    ("Ann", " \r\n", "A message has 1 to 1000 characters."), ("Ann", "x" * 1001, "A message has")):
            status, _, page = self.sign(name, message)
            self.assertEqual(status, "400 Bad Request")
            self.assertIn(said, page)
            self.assertIn('value="%s"' % name, page)
        self.assertNotIn("<article>", self.ask()[2])

    def test_what_is_no_form_or_too_much_is_refused(self):
        form = {"CONTENT_TYPE": "application/x-www-form-urlencoded"}
        self.assertEqual(self.ask("POST", body=b"{}", CONTENT_TYPE="application/json")[0], "415 Unsupported Media Type")
        self.assertEqual(self.ask("POST", body=b"x" * 16385, **form)[0], "413 Content Too Large")
        self.assertEqual(self.ask("POST", body=b"name=%FF&message=x", **form)[0], "400 Bad Request")
        self.assertEqual(self.ask("POST", body=b"name=\xff", **form)[0], "400 Bad Request")
        self.assertEqual(self.ask("POST", body=b"&".join([b"a=1"] * 11), **form)[0], "400 Bad Request")
        self.assertNotIn("<article>", self.ask()[2])

    def test_there_is_one_page_for_three_methods(self):
        self.assertEqual(self.ask(path="/other")[0], "404 Not Found")
        status, headers, _ = self.ask("DELETE")
        self.assertEqual((status, headers["Allow"]), ("405 Method Not Allowed", "GET, HEAD, POST"))
        status, headers, body = self.ask("HEAD")
        self.assertEqual((status, headers["Content-Length"], body), ("200 OK", str(len(self.ask()[2].encode())), ""))

    def test_a_launch_that_cannot_work_says_why(self):
        with self.assertRaisesRegex(ValueError, "expected one argument, the file that the entries are kept in; found 0"):
            guestbook.launch([])
        with self.assertRaises(OSError):
            guestbook.launch([os.path.join(self.file, "below")])
        with open(self.file, "w", encoding="utf-8") as file:
            file.write('{"time": 1, "name": "Ann", "message": "hi"}\n{"time": 1}\n')
        with self.assertRaisesRegex(ValueError, "entries.jsonl, line 2: expected an entry in JSON.*found"):
            guestbook.launch([self.file])


if __name__ == "__main__":
    unittest.main()
