"""What a browser would send back from a form as it was opened."""

import html
import re


def typed_over(page):
    """Give what a form holds when it is opened: its plain fields, and what choices are chosen."""
    given = dict(re.findall(r'<input [^>]*?name="([^"]+)" value="([^"]*)"', page))
    for name, choices in re.findall(r'(?s)<select [^>]*?name="([^"]+)".*?>(.*?)</select>', page):
        if chosen := re.findall(r'value="([^"]*)" selected', choices):
            given[name] = chosen[0]
    return {name: html.unescape(value) for name, value in given.items() if name != "_draft"}
