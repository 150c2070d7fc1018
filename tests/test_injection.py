"""What is typed into a record is shown as typed, and run by nothing: no browser, no spreadsheet.

Every text that a record can hold is made hostile; then every public address and every page of the
admin that shows it is read as a browser or a spreadsheet would read it.
"""

import csv
import io
import json
from html.parser import HTMLParser
from itertools import accumulate, product
from xml.etree import ElementTree

import pytest
from django.contrib.auth import get_user_model
from django.db import models
from django.urls import NoReverseMatch, reverse

from registry import urls
from registry.admin.base import site
from registry.dates import UncertainDateField
from registry.models import FIXTURES
from registry.models.participation import rebuild
from registry.queries.tables import tables
from tests.samples import RECORDS, make_world
from tests.small_registry import clear

pytestmark = pytest.mark.django_db

PAYLOADS = {
    "script": "<script>xss()</script>",
    "image": '"><img src=x onerror=xss()>',
    "attribute": "' onmouseover='xss()' x='",
    "title": "</title><svg/onload=xss()>",
    "address": "javascript:xss()",
    "template": "{{7*7}}xss{% 7 %}",
    "cdata": "]]><xss>xss()</xss>",
    "comment": "--><!--<xss>",
    "data block": "</script><script>xss()//",
    "entity": "&lt;script&gt;xss()&lt;/script&gt;",
    "escape": "\\u003cscript\\u003exss()",
    "formula": '=HYPERLINK("http://xss";"a")',
}
# What stands first in a text may do harm that it does not do further on.
TOGETHER = (
    ("formula", "script", "title"),
    ("address", "template", "cdata", "entity"),
    ("image", "comment", "data block"),
    ("attribute", "escape"),
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# What the parts of a path may be; of each, the path takes those that it knows.
PARTS = {
    "format": ("json", "csv", "xlsx", "ics", "atom"),
    "form": ("bib", "ris"),
    "section": ("treaties", "actors", "alliances"),
}


class Browser(HTMLParser):
    """Reads a page as a browser would, and notes what it would run."""

    def __init__(self, page: str):
        super().__init__()
        self.run = []
        self.in_script = False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        self.in_script = tag == "script" and given.get("type") != "application/ld+json"
        if tag == "xss" or (tag in ("svg", "img") and given.get("src") == "x"):
            self.run.append(f"<{tag}>")
        for name, value in given.items():
            link = name in ("href", "src", "action", "formaction", "xlink:href", "data")
            if name.startswith("on") or "xss" in name:
                self.run.append(f"{tag} {name}={value}")
            if link and value.strip().lower().startswith(("javascript:", "data:text", "vbscript")):
                self.run.append(f"{tag} {name}={value}")

    def handle_endtag(self, tag):
        self.in_script = False

    def handle_data(self, data):
        if self.in_script and "xss" in data:
            self.run.append(f"script {data}")


def texts(model) -> list[models.Field]:
    """List the columns of a record that hold what people write."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField, models.JSONField))
        and not isinstance(field, (models.SlugField, UncertainDateField))
        and not field.choices
        and field.name not in ("iso2", "iso3", "scheme")
    ]


def poison(payloads: list[str]) -> int:
    """Put as many payloads as fit into every text of every record; tell into how many."""
    poisoned = 0
    for model in (model for group in FIXTURES.values() for model in group):
        unique = {name for names in unique_columns(model) for name in names}
        for row in model._base_manager.all():
            for field in texts(model):
                own = str(row.pk) if field.name in unique else ""
                room = (field.max_length or 1000) - len(own)
                fitting = [text for text in accumulate(payloads) if len(text) <= room]
                if fitting:
                    value = fitting[-1] + own
                    model._base_manager.filter(pk=row.pk).update(**{field.name: value})
                    poisoned += 1
    rebuild()
    return poisoned


def unique_columns(model):
    for field in model._meta.concrete_fields:
        if field.unique:
            yield (field.name,)
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            yield constraint.fields


def public_addresses(payload: str):
    """Fill every pattern of a public path, in every format that it has."""
    for pattern in (*urls.urlpatterns, *urls.fixed[0]):
        namespace = "registry" if pattern in urls.urlpatterns else "fixed"
        wanted = pattern.pattern.converters
        noun = pattern.name.partition("_")[0]
        parts = PARTS | {"slug": (RECORDS.get(noun, "hub"),), "a": ("hub",), "b": ("actor-0",)}
        parts["name"] = [table.name for table in tables()]
        assert set(wanted) <= set(parts), f"{pattern.name} has a part that this test cannot fill"
        for values in product(*(parts[name] for name in wanted)):
            given = dict(zip(wanted, values, strict=True))
            try:
                address = reverse(f"{namespace}:{pattern.name}", kwargs=given)
            except NoReverseMatch:  # not a format of this path
                continue
            yield address, {}
            yield address, {"q": payload, "with": payload, "kind": payload, "as_at": "2019-03-22"}


def admin_addresses(payload: str):
    for model in site._registry:
        info = model._meta.app_label, model._meta.model_name
        yield reverse("admin:{}_{}_changelist".format(*info)), {"q": payload}
        row = model._default_manager.first()
        if row is not None:
            for page in ("change", "delete", "history"):
                yield reverse("admin:{}_{}_{}".format(*info, page), args=[row.pk]), {}


def assert_runs_nothing(answer, where: str) -> None:
    kind = answer.headers["Content-Type"].partition(";")[0]
    content = answer.getvalue()
    assert answer.headers["X-Content-Type-Options"] == "nosniff", where
    if kind == "text/html":
        page = content.decode()
        assert Browser(page).run == [], where
        assert "49xss" not in page, where
    elif kind in ("application/json", "application/geo+json"):
        json.loads(content)
    elif kind == "text/csv":
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.lstrip(" ").startswith(FORMULAS)], where
    elif "xml" in kind and "sheet" not in kind:
        tree = ElementTree.fromstring(content)  # noqa: S314 - what this project itself wrote
        assert not [e.tag for e in tree.iter() if e.tag.endswith(("xss", "script"))], where


@pytest.mark.long
@pytest.mark.parametrize("names", TOGETHER, ids=", ".join)
def test_no_text_of_a_record_is_run_by_what_shows_it(names, client):
    clear()
    make_world(2)
    payloads = [PAYLOADS[name] for name in names]
    assert poison(payloads) > 100
    payload = "".join(payloads)
    opened = 0
    for address, query in public_addresses(payload):
        answer = client.get(address, query)
        assert answer.status_code in (200, 302, 400, 404), f"{address} {answer.status_code}"
        assert_runs_nothing(answer, f"{address} {query}")
        opened += answer.status_code == 200
    assert opened > 50
    root = get_user_model()._default_manager.create_superuser(username=payload[:100], password="x")
    client.force_login(root)
    for address, query in admin_addresses(payload):
        answer = client.get(address, query)
        assert answer.status_code in (200, 302, 403), f"{address} {answer.status_code}"
        assert_runs_nothing(answer, address)
        opened += answer.status_code == 200
    assert opened > 120


def test_each_payload_is_tried_once():
    assert len(PAYLOADS) == 12
    assert sorted(name for names in TOGETHER for name in names) == sorted(PAYLOADS)


@pytest.mark.parametrize(
    ("page", "is_harmful"),
    [
        *product(["<script>xss()</script>", "<img src=x onerror=xss()>", "<xss>"], [True]),
        ('<a href=" javascript:xss()">x</a>', True),
        ("<svg/onload=xss()>", True),
        ('<script type="application/ld+json">{"name": "xss"}</script><p>xss()</p>', False),
        ('<script src="/static/a.js"></script><p title="xss()">&lt;script&gt;xss()', False),
    ],
)
def test_the_reader_tells_what_a_browser_would_run(page, is_harmful):
    assert bool(Browser(page).run) is is_harmful
