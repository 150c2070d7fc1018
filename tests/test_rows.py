"""Rows that are written from one pattern are those that a loop would write."""

from typing import NamedTuple

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import override

from registry.dates import Answer


def written(source: str, **values) -> str:
    return Template("{% load i18n registry_tags rows %}" + source).render(Context(values))


def test_a_row_is_written_as_a_loop_writes_it_and_nothing_in_it_is_markup():
    rows = [
        {"name": '<b>A & "B"\'</b>', "day": None, "percent": "5 %s", "number": 7},
        {"name": SafeString("<i>C</i>"), "day": "", "percent": "%(x)s {{ y }}", "number": 0},
    ]
    body = (
        "<li title='100 %'>{{ row.name }} {{ row.day|words }} {{ row.percent }}"
        " {{ outside }} {{ row.number }}</li>"
    )
    each = written("{% each rows as row %}" + body + "{% endeach %}", rows=rows, outside="<o>")
    loop = written("{% for row in rows %}" + body + "{% endfor %}", rows=rows, outside="<o>")
    assert each == loop
    assert "<b>" not in each
    assert "<i>C</i>" in each
    assert written("{% each rows as row %}x{% endeach %}", rows=[]) == ""


def test_what_only_some_rows_say_is_said_by_filters_and_is_no_markup_either():
    body = "{{ row|renamed|aside }}{{ row.short|bracketed }}{{ row|openness|aside }}"
    source = "{% each rows as row %}" + body + "{{ row|parent }};{% endeach %}"
    plain = {"name": "A", "current_name": "A", "short": "", "is_open": False, "parent": None}
    full = {"name": "A", "current_name": "<B>", "short": "<S>", "is_open": True, "parent": "p"}
    full |= {"parent_url": "/actors/p/?as_at=2019-03-22&x", "parent_name": "<P>"}
    assert written(source, rows=[plain, full]) == (
        '; <span class="aside">now &lt;B&gt;</span> (&lt;S&gt;)'
        ' <span class="aside">open to new members</span>'
        ' <span class="aside"><a href="/actors/p/?as_at=2019-03-22&amp;x">&lt;P&gt;</a></span>;'
    )


def test_a_signature_is_marked_as_waiting_or_as_not_known_to_wait():
    source = "{% each rows as row %}{{ row.held|unbound }}{{ row.number|note }};{% endeach %}"
    known, unknown, _rest = written(
        source,
        rows=[{"held": Answer.YES, "number": 3}, {"held": Answer.NOT_KNOWN, "number": None}],
    ).split(";")
    assert known.startswith('<span><span class="status status-signatory">Signatory</span></span>')
    assert 'href="#source-3"' in known
    assert "it may have consented by this day" in unknown
    assert "unsourced" in unknown


class Named(NamedTuple):
    name: str
    kind: str
    near: dict
    others: tuple[str, ...] = ()


NAMED = [
    Named("<A>", "former", {"on": "<1>"}),
    Named("B", "party", {"on": ""}, ("C", "<D>")),
    Named("", "", {"on": 2}),
]


@pytest.mark.parametrize(
    "body",
    [
        '<tr{% if row.kind == "former" %} class="former"{% endif %}>5 %{{ row.name }}',
        "{% if row.near.on %}{{ row.near.on }}{% elif row.name %}{{ row.name|lower }}"
        "{% else %}nothing, 100 %{% endif %}",
        "{% if row.kind in wanted and not row.others %}{{ row.name }}{% if outside %}x{% endif %}"
        "{% endif %}",
        "{% if row.name|default:outside == outside %}mixed{% endif %}",
        "{% for other in row.others %}{{ other }} of {{ row.name }}{{ outside }};{% endfor %}",
        "{{ row.name|default:outside }}",
        "{% blocktranslate trimmed with name=row.name %}now {{ name }}{% endblocktranslate %}",
        "{% blocktranslate with name=row.name %}{{ name }} {{ outside }} %{% endblocktranslate %}",
        "{% blocktranslate count number=row.others|length %}one{% plural %}{{ number }}"
        "{% endblocktranslate %}",
        "{% with row.name as name %}{{ name }}{% endwith %}",
        "{% blocktranslate %}Not a word of it: {{ outside }}{% endblocktranslate %}",
    ],
)
def test_what_stands_in_a_row_is_written_as_a_loop_writes_it(body):
    values = {"rows": NAMED, "outside": "<o>", "wanted": ["party", ""]}
    loop = written("{% for row in rows %}" + body + "{% endfor %}", **values)
    assert written("{% each rows as row %}" + body + "{% endeach %}", **values) == loop


def test_a_row_speaks_the_language_of_the_page():
    source = "{% each rows as row %}{% translate 'Parties' %} {{ row.n }}{% endeach %}"
    template = Template("{% load i18n rows %}" + source)
    english, french = (_in(language, template, rows=[{"n": 1}]) for language in ("en", "fr"))
    assert english == "Parties 1"
    assert french == "Parties 1"


def _in(language: str, template: Template, **values) -> str:
    with override(language):
        return template.render(Context(values))


@pytest.mark.parametrize(
    "source",
    [
        "{% each rows %}x{% endeach %}",
        "{% each rows in row %}x{% endeach %}",
        "{% keep form %}x{% endkeep %}",
    ],
)
def test_what_no_pattern_can_hold_is_refused_when_the_template_is_read(source):
    with pytest.raises(TemplateSyntaxError):
        Template("{% load rows %}" + source)


def test_a_fixed_part_is_written_once_for_each_language_and_each_value():
    body = "{% translate 'Search' %} {{ day }} {{ other }}"
    template = Template("{% load i18n rows %}{% fixed day %}" + body + "{% endfixed %}")
    assert _in("en", template, day="?a", other=1) == "Search ?a 1"
    assert _in("en", template, day="?a", other=2) == "Search ?a 1"
    assert _in("en", template, day="?b", other=2) == "Search ?b 2"
    assert _in("fr", template, day="?a", other=3) == "Chercher ?a 3"
    plain = Template("{% load rows %}{% fixed nothing %}plain{% endfixed %}")
    assert _in("en", plain) == "plain"
