"""A template keeps what a language says, and leaves what a page changes to the page."""

from datetime import date

import pytest
from django.template import Context, Engine
from django.template.base import TextNode
from django.utils.safestring import SafeString
from django.utils.translation import override

LANGUAGES = ("en", "fr")
LIBRARIES = {
    "i18n": "django.templatetags.i18n",
    "static": "django.templatetags.static",
    "rows": "registry.templatetags.rows",
}
# Each with what is written in English and in French, and how many parts are left to write it.
CASES = {
    "translate": ('{% translate "Treaties" %}!', ("Treaties!", "Traités!"), 1),
    "blocktranslate": (
        "<b>{% blocktranslate %}Treaties{% endblocktranslate %}</b>",
        ("<b>Treaties</b>", "<b>Traités</b>"),
        1,
    ),
    "per cent": ('{% translate "100% of it" %}{{ x }}', ("100% of it7", "100% of it7"), 2),
    "static": ('{% static "a b.css" %}', ("/static/a%20b.css", "/static/a%20b.css"), 1),
    "within": (
        '{% if x %}{% translate "Search" %}?{% else %}{% translate "Show" %}{% endif %}',
        ("Search?", "Chercher?"),
        1,
    ),
    "of a page": ("{% translate words %}", ("Treaties", "Traités"), 1),
    "named": ('{% translate "Search" as word %}<{{ word }}>', ("<Search>", "<Chercher>"), 4),
    "filtered": ('{% translate "Search"|upper %}', ("SEARCH", "CHERCHER"), 1),
    "with a value": (
        "{% blocktranslate %}now {{ name }}{% endblocktranslate %}",
        ("now &lt;i&gt;", "aujourd\u2019hui &lt;i&gt;"),
        1,
    ),
    "printed": ("{{ name }}{{ x }}{{ none }}{{ safe }}", ("&lt;i&gt;7None<b>",) * 2, 4),
    "as it stands": ("{% autoescape off %}{{ name }}{% endautoescape %}", ("<i>",) * 2, 1),
    "of a day": ("{{ day }}", ("March 22, 2019", "22 mars 2019"), 1),
    "included": (
        '{% for one in rows %}{% include "part" with n=one.a %}{% endfor %}',
        ("Search 1 7;Search 2 7;", "Chercher 1 7;Chercher 2 7;"),
        1,
    ),
    "included alone": (
        '{% include "part" with n=x only %}{% include "./part" with n=x only %}',
        ("Search 7 ;" * 2, "Chercher 7 ;" * 2),
        2,
    ),
    "included by a name": ("{% include named with n=x %}", ("Search 7 7;", "Chercher 7 7;"), 1),
    "counted": (
        "{% blocktranslate count n=x %}Depositary{% plural %}Depositaries{% endblocktranslate %}",
        ("Depositaries", "Dépositaires"),
        1,
    ),
    "in another language": (
        '{% language "fr" %}{% translate "Search" %}{% endlanguage %}',
        ("Chercher", "Chercher"),
        1,
    ),
    "rows": (
        '{% each rows as row %}{{ row.a }}{% translate "Search" %};{% endeach %}',
        ("1Search;2Search;", "1Chercher;2Chercher;"),
        1,
    ),
}
VALUES = {
    "named": "part",
    "x": 7,
    "name": "<i>",
    "none": None,
    "safe": SafeString("<b>"),
    "day": date(2019, 3, 22),
    "words": "Treaties",
    "rows": [{"a": 1}, {"a": 2}],
}


@pytest.fixture
def engine():
    """Keep these templates as those of the registry are kept."""
    sources = {name: "{% load i18n static rows %}" + text for name, (text, *_) in CASES.items()}
    sources["base"] = '{% load i18n %}{% translate "Search" %} {% block a %}{% endblock %}'
    sources["child"] = (
        '{% extends "base" %}{% load i18n %}{% block a %}{% translate "Show" %}{% endblock %}'
    )
    sources["part"] = '{% load i18n %}{% translate "Search" %} {{ n }} {{ x }};'
    inner = ("django.template.loaders.locmem.Loader", sources)
    loaders = [("registry.templatetags.loading.LoaderByLanguage", [inner])]
    return Engine(loaders=loaders, libraries=LIBRARIES)


@pytest.mark.parametrize("case", CASES)
def test_each_language_has_its_own_and_what_a_page_changes_is_left(engine, case):
    _, wanted, parts = CASES[case]
    for _ in range(2):  # in turn: neither spoils the other
        for language, text in zip(LANGUAGES, wanted, strict=True):
            with override(language):
                template = engine.get_template(case)
                assert template.render(Context(VALUES)) == text
    nodes = [node for node in template.nodelist if type(node).__name__ != "LoadNode"]
    assert len(nodes) == parts


def test_a_page_and_the_one_it_extends_speak_one_language(engine):
    for language, text in zip(LANGUAGES, ("Search Show", "Chercher Afficher"), strict=True):
        with override(language):
            assert engine.get_template("child").render(Context(VALUES)) == text


def test_what_is_settled_is_text(engine):
    with override("fr"):
        nodes = engine.get_template("translate").nodelist
    assert [node.s for node in nodes if type(node) is TextNode] == ["Traités!"]


def test_a_template_is_kept_once_for_a_language(engine):
    found = {}
    for language in LANGUAGES * 2:
        with override(language):
            found.setdefault(language, set()).add(id(engine.get_template("within")))
    assert [len(kept) for kept in found.values()] == [1, 1]
    assert found["en"] != found["fr"]
