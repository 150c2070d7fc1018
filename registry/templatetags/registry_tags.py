"""Formatting that only HTML needs: days and counts in words, links that keep the day."""

import json
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django import template
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.forms import Form
from django.http import QueryDict
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from registry.choices import region_label, treaty_words, uncapped
from registry.dates import Count, UncertainDate
from registry.languages import in_language
from registry.sentences import say, say_since
from registry.templatetags.labels import FIELDS, ROLES
from registry.templatetags.spoken import NOTHING, day_in, escaped, note_in, tongue_in, words

register = template.Library()
register.filter(words)
register.filter(uncapped)

# As Django's json_script does: HTML must not see a tag within the data.
JSON_ESCAPES = {ord(mark): f"\\u{ord(mark):04X}" for mark in "<>&\u2028\u2029"}


@register.filter
def day(value: UncertainDate | date | None) -> SafeString | str:
    """Write a date as `<time>`; one that HTML cannot name, such as an interval, as marked text."""
    return day_in(get_language())(value)


@register.filter
def tongue(text: str) -> SafeString | str:
    """Write the attribute that a title needs where it is not in the language of the page."""
    return tongue_in(get_language())(text)


@register.filter
def since(value: UncertainDate | date) -> str:
    """Say from when something holds, within a sentence."""
    return say_since(value)


@register.filter
def said(text: str) -> str:
    """Say a claimed value in words where it is a date, and as it stands where it is not."""
    try:
        return say(UncertainDate(text))
    except ValueError:
        return text


@register.filter
def region(name: str) -> str:
    return region_label(name) if name else NOTHING


@register.filter
def field_words(name: str) -> str:
    """Turn a column's name into words: `concluded_on` is "concluded"."""
    return str(FIELDS.get(name) or name.removesuffix("_on").replace("_", " "))


@register.simple_tag
def treaty_kind(form: str, kind: str) -> str:
    return treaty_words(form, kind)


@register.filter
def roles(names: str | list[str]) -> str:
    """Name the parts that an actor played in a partnership or mission."""
    given = [names] if isinstance(names, str) else names
    return ", ".join(str(ROLES[name]) for name in given)


@register.filter
def stop(text: str) -> str:
    """Give the full stop after a text, unless it ends a sentence itself."""
    return "" if text.endswith((".", "?", "!", "…")) else "."


@register.filter
def holds(rows: list[dict[str, Any]], name: str) -> bool:
    """Tell whether any row has something in a column: an empty one is left out."""
    return any(row[name] for row in rows)


@register.filter
def alternatives(labels: list[str]) -> str:
    """Write labels of which one is true: "party or former party"."""
    return _(" or ").join(map(uncapped, labels))


@register.simple_tag
def period(since: UncertainDate | date | None, until: UncertainDate | date | None) -> SafeString:
    """Tell from when until when, as far as either is recorded."""
    if since and until:
        return format_html(_("from {since} until {until}"), since=day(since), until=day(until))
    if since:
        return format_html(_("from {since}"), since=day(since))
    return format_html(_("until {until}"), until=day(until)) if until else SafeString("")


def _query(context, **changes: str | int | None) -> str:
    """Write the page's own query string with some parameters changed; None drops one."""
    given = [
        (name, value)
        for name, values in asked(context).lists()
        if name not in changes
        for value in values
    ]
    given += [(name, value) for name, value in changes.items() if value is not None]
    return f"?{urlencode(given)}" if given else ""


def here(context, **changes: str | int | None) -> str:
    """Link to this page with some parameters changed; None drops one."""
    path = context["request"].path if "request" in context else ""
    return path + _query(context, **changes)


@register.simple_tag(takes_context=True)
def at(context, url: str) -> str:
    """Carry the chosen day along in a link to another page of the registry."""
    moment = context.get("moment")
    if not moment or not moment.is_chosen:
        return url
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query), ("as_at", moment.day.isoformat())])
    return urlunsplit(parts._replace(query=query))


@register.simple_tag(takes_context=True)
def nav_link(context, name: str, label: str, *others: str) -> SafeString:
    """Link to a section, marked as current on its pages and on those of other lists within it."""
    url = reverse(name)
    path = context["request"].path if "request" in context else ""
    current = ' aria-current="{}"'.format("page" if path == url else "true")
    return format_html(
        '<a href="{}"{}>{}</a>',
        at(context, url),
        SafeString(current) if path.startswith((url, *map(reverse, others))) else "",
        label,
    )


@register.simple_tag(takes_context=True)
def canonical(context) -> str:
    """Give the address under which a search engine should know this page: as at today."""
    if "request" not in context or not context.get("moment"):
        return ""
    page = parameter(context, "page")
    query = f"?{urlencode({'page': page})}" if page else ""
    return context["request"].build_absolute_uri(context["request"].path + query)


LONGEST_WRONG = 200


@register.simple_tag(takes_context=True)
def languages(context) -> list[dict[str, str]]:
    """List the languages, each with this very page in it, and with its canonical address.

    An error page takes no parameters along, and leads home from an address as long as it is wrong.
    """
    request = context.get("request")
    path, query = (request.path, request.META.get("QUERY_STRING", "")) if request else ("/", "")
    if "moment" not in context:
        path, query = path if len(path) <= LONGEST_WRONG else "/", ""
    known = canonical(context)
    parts = urlsplit(known)
    return [
        {
            "code": code,
            "name": name,
            "url": iri_to_uri(in_language(path, code) + (f"?{query}" if query else "")),
            "canonical": known and urlunsplit(parts._replace(path=in_language(parts.path, code))),
        }
        for code, name in settings.LANGUAGES
    ]


@register.simple_tag
def json_ld(content: dict[str, Any]) -> SafeString:
    """Write linked data as a data block, which no browser executes; no text can end it early."""
    text = json.dumps(content, ensure_ascii=False).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


@register.simple_tag(takes_context=True)
def today_link(context) -> str:
    """Link to this page as at today."""
    return here(context, as_at=None)


STEPS = (
    (-10, gettext_lazy("10 years earlier")),
    (-1, gettext_lazy("1 year earlier")),
    (1, gettext_lazy("1 year later")),
    (10, gettext_lazy("10 years later")),
)


@register.simple_tag(takes_context=True)
def lasting_address(context) -> str:
    """Give the whole address of this page as at its day: what to cite, also when it is today."""
    day = context["moment"].day.isoformat()
    return context["request"].build_absolute_uri(here(context, as_at=day))


@register.simple_tag(takes_context=True)
def year_steps(context) -> list[dict[str, str]]:
    """Link to this page as at the same day of other years, within the calendar.

    A record says on which days it `existed`: on others it has no page.
    """
    day, existed = context["moment"].day, context.get("existed")
    steps = [
        (label, _years_on(day, years))
        for years, label in STEPS
        if date.min.year <= day.year + years <= date.max.year
    ]
    return [
        {"label": label, "url": here(context, as_at=other, page=None)}
        for label, other in steps
        if not existed or existed(other)
    ]


@register.simple_tag(takes_context=True)
def eve(context, until: UncertainDate | None) -> dict[str, Any] | None:
    """Link to this page as at the last day before its record may have ended."""
    if not until or not until.earliest or until.earliest == date.min:
        return None
    day = until.earliest - timedelta(days=1)
    return {"day": day, "url": here(context, as_at=day.isoformat(), page=None)}


def _years_on(day: date, years: int) -> date:
    """Move by years; 29 February becomes 28 in a year that has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@register.simple_tag(takes_context=True)
def page_link(context, number: int) -> str:
    """Link to another page of this list, its filter, order and day kept."""
    return here(context, page=number if number > 1 else None)


@register.simple_tag(takes_context=True)
def data_link(context, kind: str) -> str:
    """Link to what this page shows as `json`, `csv` or `xlsx`; only JSON has pages."""
    changes = {} if kind == "json" else {"page": None}
    return f"{context['data_path']}.{kind}{_query(context, **changes)}"


@register.simple_tag(takes_context=True)
def kept(context, *changed: str) -> SafeString:
    """Carry along, in a form on this page, the parameters beside those that it changes."""
    given = asked(context).lists()
    others = ((name, value) for name, values in given if name not in changed for value in values)
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', others)


@register.simple_tag(takes_context=True)
def parameter(context, name: str) -> str:
    """Give a parameter of the request, or nothing."""
    return asked(context).get(name, "")


def asked(context) -> QueryDict:
    """Give the parameters of the page's request; none on an error page about their number."""
    try:
        return context["request"].GET if "request" in context else QueryDict()
    except SuspiciousOperation:
        return QueryDict()


@register.simple_tag(takes_context=True)
def sort_head(context, name: str, label: str, css: str = "", place: str = "") -> SafeString:
    """Write a column head that sorts by `name`, as far as the page has a form that offers that.

    `place` is the id to which the link jumps, for a table that does not stand at the top.
    A second click turns the order round, where the form offers that as well.
    """
    current = parameter(context, "sort")
    sorts = context["form"].sorts if "form" in context else {}
    offered = [order for order in sorts if order in (name, f"-{name}")]
    if not offered:
        return format_html('<th scope="col" class="{}">{}</th>', css, label)
    others = [order for order in offered if order != current]
    aria = {name: "ascending", f"-{name}": "descending"}.get(current, "none")
    return format_html(
        '<th scope="col" class="{}" aria-sort="{}"><a href="{}">{}</a></th>',
        css,
        aria,
        here(context, sort=(others or offered)[0], page=None) + (f"#{place}" if place else ""),
        label,
    )


@register.simple_tag(takes_context=True)
def facet_link(context, name: str, value: str) -> str:
    """Link to this list narrowed to one value of a facet; nothing takes the facet away."""
    return here(context, **{name: value or None, "page": None})


@register.simple_tag
def chosen(form: Form, name: str) -> str:
    """Give the value of a filter, as far as it was understood."""
    return form.cleaned_data.get(name) or ""


@register.simple_tag(takes_context=True)
def applied(context, form: Form) -> list[dict[str, str]]:
    """List the filters in force: what each is called, what it asks for, and the page without it."""
    found = []
    for name, value in form.cleaned_data.items():
        if value and name != "sort":
            choices = getattr(form.fields[name], "choices", [])
            labels = dict(choices) if isinstance(choices, list) else {}
            value = form.named(value)
            found.append(
                {
                    "label": form.fields[name].label or name.replace("_", " ").capitalize(),
                    "words": labels.get(value, words(value)),
                    "without": here(context, **{name: None, "page": None}),
                }
            )
    return found


@register.simple_tag
def external(url: str, text: str, language: str = "") -> SafeString:
    """Link to a page of somebody else's, if the address is one of the web; else print the text."""
    if not url.lower().startswith(("https://", "http://")):
        return SafeString(escaped(text))
    spoken = f' hreflang="{escaped(language)}"' if language else ""
    return SafeString(
        f'<a href="{escaped(url)}" rel="external noreferrer nofollow"{spoken}>{escaped(text)}</a>'
    )


@register.simple_tag
def footnote(number: int | None) -> SafeString:
    """Mark a fact with the number of its source, or say that it has none."""
    return note_in(get_language())(number)


register.filter("note", footnote)


@register.simple_tag
@lru_cache(maxsize=500)
def status(value: str, label: str) -> SafeString:
    """Print a status or standing: its words, and a shape that colour only supports."""
    return format_html('<span class="status status-{}">{}</span>', value, label)


@register.inclusion_tag("registry/_progress.html")
def progress(done: Count, required: int) -> dict[str, Any]:
    """Draw how many of the required instruments are in: a cell each, full, half full or empty."""
    certain, possible = min(done.at_least, required), min(done.at_most, required)
    states = ["done"] * certain + ["not-known"] * (possible - certain)
    states += ["outstanding"] * (required - possible)
    return {
        "done": done,
        "required": required,
        "not_known": possible - certain,
        "outstanding": required - possible,
        "width": 10 * required,
        "cells": [{"x": 10 * place, "state": state} for place, state in enumerate(states)],
    }
