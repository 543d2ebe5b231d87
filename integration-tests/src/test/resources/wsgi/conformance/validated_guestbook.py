"""The guestbook, with the validator of the standard library around it."""

from wsgiref.validate import validator

import guestbook


def launch(args):
    return validator(guestbook.launch(args))
