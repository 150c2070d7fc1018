"""What the templates' filters and tags write."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.template import Context, Template, engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils.translation import gettext_lazy

from registry.dates import Answer, Count, UncertainDate
from registry.filters.treaties import TreatyFilter
from registry.templatetags import registry_tags
from registry.templatetags.rows import page_steps
from registry.views.base import Moment

CHOSEN = Moment(date(2019, 3, 22), is_chosen=True)
TODAY = Moment(date(2026, 1, 1), is_chosen=False)
TEMPLATES = Path(__file__).resolve().parent.parent / "registry" / "templates"


def written(source: str, *, path: str | None = None, **context) -> str:
    """Render a line of template; `path` makes the request that the page answers."""
    if path is not None:
        context["request"] = RequestFactory().get(path)
    return Template("{% load registry_tags %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "—"),
        ("", "—"),
        (0, "0"),
        (True, "yes"),
        (UncertainDate("1951-10-17/1951-10-22"), "between 17 and 22 October 1951"),
        (date(2019, 3, 22), "22 March 2019"),
        (Answer.NOT_KNOWN, "not known"),
        (Count(29, 29), "29"),
        (Count(3, 29), "at least 3, at most 29"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_a_value_is_said_in_words(value, expected):
    assert written("{{ value|words }}", value=value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "—"),
        (date(1949, 4, 4), '<time datetime="1949-04-04">4 April 1949</time>'),
        (UncertainDate("1844-06"), '<time datetime="1844-06">June 1844</time>'),
        (UncertainDate("1786~"), '<span class="uncertain">about 1786</span>'),
        (
            UncertainDate("../2020-03-19"),
            '<span class="uncertain">on or before 19 March 2020</span>',
        ),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_a_day_is_marked_up_as_far_as_html_can_name_it(value, expected):
    assert written("{{ value|day }}", value=value) == expected


def test_a_claim_is_told_in_words():
    assert written("{{ value|said }}", value="2019-02-12") == "12 February 2019"
    assert written("{{ value|said }}", value="29 or 49 projects") == "29 or 49 projects"
    assert written("{{ name|field_words }}", name="stated_in_force_on") == "stated entry into force"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("/treaties/", "/treaties/?as_at=2019-03-22"),
        ("/treaties/?topic=trade", "/treaties/?topic=trade&amp;as_at=2019-03-22"),
        ("/sources/#gazette", "/sources/?as_at=2019-03-22#gazette"),
    ],
)
def test_a_link_carries_the_chosen_day_and_only_a_chosen_one(url, expected):
    assert written("{% at url %}", url=url, moment=CHOSEN) == expected
    assert written("{% at url %}", url=url, moment=TODAY) == url.replace("&", "&amp;")
    assert written("{% at url %}", url=url) == url


@pytest.mark.parametrize(
    ("title", "pinpoint", "expected"),
    [
        ("Gazette 19/2020 Sb.m.s.", "", "Gazette 19/2020 Sb.m.s."),
        ("Gazette", "", "Gazette."),
        ("Gazette Sb.", "page 3", "Gazette Sb., page 3."),
        ("Gazette", "pp. 3 et seq.", "Gazette, pp. 3 et seq."),
    ],
)
def test_no_full_stop_is_doubled_after_a_source(title, pinpoint, expected):
    source = {"title": title, "url": ""}
    note = source | {"pinpoint": pinpoint, "number": 1, "publisher": "Inc.", "rank_label": "press"}
    note |= dict.fromkeys(("published_on", "retrieved_on", "archived_url"), "")
    page = render_to_string("registry/_sources.html", {"footnotes": [note]})
    text = " ".join(re.sub("<[^>]*>", " ", page).split())
    assert text == f"Sources {expected} Inc. press."
    claim = {"field": "since", "value": "1990", "source": source, "pinpoint": pinpoint}
    page = render_to_string("registry/_claims.html", {"claims": [claim]})
    assert page.partition("says ")[2].partition("</li>")[0] == expected


def test_a_section_is_marked_on_its_list_and_on_its_records():
    link = '{% nav_link "registry:treaty_list" "Treaties" %}'
    assert 'aria-current="page"' in written(link, path="/treaties/")
    assert 'aria-current="true"' in written(link, path="/treaties/north-atlantic-treaty/")
    assert "aria-current" not in written(link, path="/actors/")
    assert "aria-current" not in written(link)
    assert 'href="/treaties/?as_at=2019-03-22"' in written(link, moment=CHOSEN)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "section"),
    [
        ("/allies/", "Alliances"),
        ("/missions/", "Programs"),
        ("/missions/pacific-partnership-2015/", "Programs"),
    ],
)
def test_a_list_without_a_section_of_its_own_marks_that_which_leads_to_it(client, path, section):
    sections = client.get(path).content.decode().partition('aria-label="Sections"')[2]
    assert re.findall(r'aria-current="\w+">(\w+)', sections.partition("</nav>")[0]) == [section]


def test_links_on_a_list_keep_what_the_reader_asked_for():
    path = "/treaties/?q=a%26b&as_at=2019-03-22&page=3"
    assert written("{% page_link 4 %}", path=path) == (
        "/treaties/?q=a%26b&amp;as_at=2019-03-22&amp;page=4"
    )
    assert "page" not in written("{% page_link 1 %}", path=path)
    assert written("{% today_link %}", path=path) == "/treaties/?q=a%26b&amp;page=3"
    json = written('{% data_link "json" %}', path=path, data_path="/treaties")
    csv = written('{% data_link "csv" %}', path=path, data_path="/treaties")
    assert json == "/treaties.json?q=a%26b&amp;as_at=2019-03-22&amp;page=3"
    assert csv == "/treaties.csv?q=a%26b&amp;as_at=2019-03-22"


def test_a_form_carries_along_what_it_does_not_change():
    source = '{% kept "as_at" "page" %}'
    path = "/treaties/?q=a&q=%22b&as_at=2019-03-22&page=3"
    assert written(source, path=path) == (
        '<input type="hidden" name="q" value="a"><input type="hidden" name="q" value="&quot;b">'
    )
    assert written(source) == ""
    assert written('{% parameter "q" %}|{% parameter "x" %}', path="/?q=%3Cb%3E") == "&lt;b&gt;|"


def test_the_pages_of_a_long_list_are_elided():
    page = Paginator(range(1000), 50).page(10)
    steps = page_steps({"request": RequestFactory().get("/treaties/?q=a&page=10")}, page)
    numbers = [step and step["number"] for step in steps]
    assert numbers == ["1", None, "8", "9", "10", "11", "12", None, "20"]
    assert steps[0]["url"] == "/treaties/?q=a"
    assert steps[2]["url"] == "/treaties/?q=a&page=8"


@pytest.mark.django_db
def test_a_column_sorts_as_far_as_the_form_offers_the_order():
    form = TreatyFilter(QueryDict(""), day=TODAY.day)

    def head(name: str, path: str) -> str:
        return written(f'{{% sort_head "{name}" "Label" %}}', path=path, form=form)

    assert 'aria-sort="none"><a href="/treaties/?q=a&amp;sort=title"' in head(
        "title", "/treaties/?q=a&page=2"
    )
    assert 'aria-sort="ascending"' in head("title", "/treaties/?sort=title")
    assert 'aria-sort="descending"' in head("concluded", "/treaties/?sort=-concluded")
    assert "<a " not in head("depositary", "/treaties/")
    assert 'scope="col"' in head("depositary", "/treaties/")


@pytest.mark.django_db
def test_each_filter_in_force_is_named_with_the_page_without_it():
    path = "/treaties/?q=peace&kind=treaty&sort=title&page=2"
    form = TreatyFilter(QueryDict(path.partition("?")[2]), day=TODAY.day)
    source = (
        "{% applied form as found %}"
        "{% for one in found %}{{ one.label }}={{ one.words }}>{{ one.without }} {% endfor %}"
    )
    assert written(source, path=path, form=form).split() == [
        "Words=peace>/treaties/?kind=treaty&amp;sort=title",
        "Kind=Treaty>/treaties/?q=peace&amp;sort=title",
    ]


def test_a_fact_points_at_its_source_or_says_that_it_has_none():
    assert 'href="#source-3"' in written("{% footnote 3 %}")
    assert "unsourced" in written("{% footnote None %}")


def test_a_status_is_words_first():
    html = written("{% status value label %}", value="in_force", label="In <force>")
    assert html == '<span class="status status-in_force">In &lt;force&gt;</span>'


@pytest.mark.parametrize(
    ("done", "required", "cells"),
    [
        (Count(1, 3), 4, {"done": 1, "not-known": 2, "cell": 4}),
        (Count(5, 6), 4, {"done": 4, "not-known": 0, "cell": 4}),
        (Count(0, 0), 4, {"done": 0, "not-known": 0, "cell": 4}),
    ],
)
def test_progress_is_a_cell_for_each_instrument(done, required, cells):
    drawn = written("{% progress done required %}", done=done, required=required)
    assert {name: drawn.count(f'class="{name}"') for name in cells} == cells
    assert "style" not in drawn


def test_progress_says_in_words_what_it_draws_and_draws_nothing_of_nothing():
    drawn = written("{% progress done 4 %}", done=Count(1, 3))
    assert 'aria-label="at least 1, at most 3 of 4 done, 1 outstanding, 2 not known"' in drawn
    assert written("{% progress done 0 %}", done=Count(0, 0)).strip() == ""


@pytest.mark.parametrize("status", [400, 403, "403_csrf", 404, 405, 429, 500])
def test_an_error_page_needs_no_request_and_says_what_to_do(status):
    page = render_to_string(f"{status}.html")
    assert page.count("<h1") == 1
    assert "href" in page
    assert f"Error {str(status)[:3]}" in page


@pytest.mark.parametrize("status", [400, 403, 404])
def test_an_error_page_repeats_the_message_as_text(status):
    page = render_to_string(f"{status}.html", {"message": "No <script> here."})
    assert "No &lt;script&gt; here." in page


def test_no_template_of_the_registry_holds_inline_style_or_script():
    paths = [*(TEMPLATES / "registry").glob("*.html"), *TEMPLATES.glob("*.html")]
    assert len(paths) > 20
    for path in paths:
        text = path.read_text()
        assert " style=" not in text, path
        assert not re.search("<script(?! src=)", text), path
        assert engines["django"].from_string(text)


@pytest.mark.parametrize(
    ("address", "is_link"),
    [
        ("https://example.org/a?b=1&c=2", True),
        ("HTTP://example.org/", True),
        ("javascript:alert(1)", False),
        (" https://example.org/", False),
        ("data:text/html,x", False),
        ("//example.org/", False),
        ("", False),
    ],
)
def test_only_an_address_of_the_web_becomes_a_link(address, is_link):
    shown = registry_tags.external(address, "<b>Text</b>", "fr")
    assert ("<a " in shown) is is_link
    assert "&lt;b&gt;Text&lt;/b&gt;" in shown
    if is_link:
        assert 'rel="external noreferrer nofollow" hreflang="fr"' in shown
        assert "b=1&c" not in shown


def test_words_said_later_are_shown_with_a_link_and_without():
    for address in ("https://example.org/", "ftp://example.org/"):
        assert "archived" in registry_tags.external(address, gettext_lazy("archived"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2019, 3, 22), ["2009-03-22", "2018-03-22", "2020-03-22", "2029-03-22"]),
        (date(2020, 2, 29), ["2010-02-28", "2019-02-28", "2021-02-28", "2030-02-28"]),
        (date(9998, 1, 1), ["9988-01-01", "9997-01-01", "9999-01-01"]),
    ],
)
def test_a_day_moves_by_years_within_the_calendar_and_the_filter_stays(day, expected):
    steps = "{% year_steps as steps %}{% for step in steps %}{{ step.url }} {% endfor %}"
    moment = Moment(day, is_chosen=True)
    urls = written(steps, path=f"/treaties/?q=a&as_at={day}&page=2", moment=moment).split()
    assert urls == [f"/treaties/?q=a&amp;as_at={one}" for one in expected]
