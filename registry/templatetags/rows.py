"""Many rows of one shape, and parts of a page that stay the same: written once, not fifty times."""

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.template import Library, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language, gettext

from registry.choices import treaty_words
from registry.dates import Answer
from registry.languages import without_language
from registry.sentences import say_all
from registry.templatetags.registry_tags import external, here, status, words
from registry.templatetags.spoken import escaped
from registry.templatetags.stencil import SPOKEN, Stencil

register = Library()

# So many different fragments of one form are kept: its links differ by the order of what is asked.
FRAGMENTS = 12
# So many of a fixed part, most of them for days that readers have chosen.
FIXED = 500


class EachNode(Node):
    child_nodelists = ("body",)

    def __init__(self, rows: FilterExpression, name: str, body: NodeList):
        self.rows = rows
        self.name = name
        self.body = body

    @cached_property
    def stencil(self) -> Stencil:
        return Stencil(self.body, self.name)

    def render(self, context):
        rows = list(self.rows.resolve(context))
        if not rows:
            return ""
        write = self.stencil.cut(context, is_named=hasattr(rows[0], "_fields"))
        return mark_safe("".join(map(write, rows)))  # noqa: S308 - the template's own text, and escaped cells


@register.tag
def each(parser, token):
    """Write the body for each row: `{% each rows as row %}…{{ row.title }}…{% endeach %}`.

    A row is a mapping or a named tuple. Its values, through filters or not, and choices between
    them by `if` are written at once; what does not name the row is written once for all of them;
    whatever else stands there, such as a loop over a value of the row, is left to Django.
    """
    try:
        _, rows, between, name = token.split_contents()
    except ValueError:
        between = ""
    if between != "as":
        raise TemplateSyntaxError("Write {% each rows as row %}.")
    body = parser.parse(("endeach",))
    parser.delete_first_token()
    return EachNode(parser.compile_filter(rows), name, body)


class FixedNode(Node):
    child_nodelists = ("body",)

    def __init__(self, names: list[FilterExpression], body: NodeList):
        self.names = names
        self.body = body
        self.written: dict[tuple, str] = {}

    def render(self, context):
        key = (
            get_language(),
            *(name.resolve(context, ignore_failures=True) for name in self.names),
        )
        written = self.written.get(key)
        if written is None:
            if len(self.written) >= FIXED:
                self.written.clear()
            written = self.written[key] = self.body.render(context)
        return written


@register.tag
def fixed(parser, token):
    """Write a part of a page once for a process, a language and the values that are named.

    It may show nothing of the registry: it is not written again when that changes.
    """
    names = [parser.compile_filter(name) for name in token.split_contents()[1:]]
    body = parser.parse(("endfixed",))
    parser.delete_first_token()
    return FixedNode(names, body)


class KeepNode(Node):
    child_nodelists = ("body",)

    def __init__(self, form: FilterExpression, name: str, body: NodeList):
        self.form = form
        self.name = name
        self.body = body

    def render(self, context):
        request = context["request"]
        asked = tuple((name, *given) for name, given in request.GET.lists() if name != "page")
        fragments = self.form.resolve(context).fragments
        key = (self.name, request.path, asked)
        written = fragments.get(key)
        if written is None:
            if len(fragments) >= FRAGMENTS:
                fragments.clear()
            written = fragments[key] = self.body.render(context)
        return written


@register.tag
def keep(parser, token):
    """Write a part of a list once for all who ask the same of it: `{% keep form "facets" %}`.

    It lasts as long as the form as filled in, which is remembered while the registry stands still,
    and may show nothing that the form, the address and the day do not settle.
    """
    try:
        _, form, name = token.split_contents()
    except ValueError:
        raise TemplateSyntaxError("Write {% keep form name %}.") from None
    body = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeepNode(parser.compile_filter(form), name, body)


@register.filter
def aside(text: str) -> SafeString:
    """Add a remark, or nothing where there is none."""
    return SafeString(f' <span class="aside">{escaped(text)}</span>') if text else SafeString()


@register.filter
def marked(row: dict[str, Any]) -> SafeString:
    """Print the status of a row as `status` prints it."""
    return status(row["status"], row["status_label"])


@register.filter
def standing(row: dict[str, Any]) -> SafeString:
    """Print the standing of a participant in the same way."""
    return status(row["standing"], row["standing_label"])


@register.filter
def doubted(row: dict[str, Any]) -> str:
    """Say where a standing may not have held on the day."""
    return gettext("not known for this day") if row["held"] is Answer.NOT_KNOWN else ""


@register.filter
def verdict(answer: Answer) -> SafeString:
    """Print an answer in the same way."""
    return status(slugify(answer.value), words(answer))


@register.filter
def cited(note: dict[str, Any]) -> SafeString:
    """Link to the page of a footnote's source."""
    return external(note["url"], note["title"])


@register.filter
def archived(note: dict[str, Any]) -> SafeString:
    """Link to the archived copy of that page."""
    return external(note["archived_url"], gettext("Archived copy"))


@register.filter
def why(row: dict[str, Any]) -> str:
    """Give the ground of a row's status, unless the row shows it: the day of entry into force."""
    return "" if row["status"] == "in_force" else row["status_reason"]


@register.filter
def kind_of_treaty(row: dict[str, Any]) -> str:
    """Name a row's form and kind of treaty in one."""
    return kind_in(get_language())(row)


@lru_cache
def kind_in(language: str) -> Callable[[dict[str, Any]], str]:
    """Give the filter `kind_of_treaty` of a language."""
    return lambda row: _kind(row["form_label"], row["kind_label"], language)


SPOKEN[kind_of_treaty] = kind_in


@lru_cache(maxsize=500)
def _kind(form: str, kind: str, language: str) -> str:
    return treaty_words(form, kind)


@register.filter
def renamed(row: dict[str, Any]) -> str:
    """Say what the actor or alliance of a row is called now, if that is another name."""
    if row["current_name"] == row["name"]:
        return ""
    return gettext("now %(name)s") % {"name": row["current_name"]}


@register.filter
def listing(words: list[str]) -> str:
    """Join words into one text, which is then escaped once and not word by word."""
    return say_all(words)


@register.filter
def bracketed(text: str) -> str:
    return f" ({text})" if text else ""


@register.filter
def openness(row: dict[str, Any]) -> str:
    return gettext("open to new members") if row["is_open"] else ""


@register.filter
def bindingness(row: dict[str, Any]) -> str:
    """Say of what founds the alliance of a row that it is no treaty, where it does not bind."""
    return "" if row["treaty_is_binding"] else gettext("not meant to bind")


@register.filter
def parent(row: dict[str, Any]) -> SafeString:
    """Lead to the actor of which that of the row is a part."""
    if not row["parent"]:
        return SafeString()
    link = '<a href="{}">{}</a>'.format(*map(escaped, (row["parent_url"], row["parent_name"])))
    return SafeString(f' <span class="aside">{link}</span>')


@register.filter
def unbound(held: Answer) -> SafeString:
    """Print whether a signatory is known not to have consented since."""
    if held is Answer.YES:
        return SafeString(f"<span>{status('signatory', gettext('Signatory'))}</span>")
    doubt = aside(gettext("it may have consented by this day"))
    return SafeString(f"<span>{status('not_known', gettext('Not known'))}</span>{doubt}")


@register.simple_tag(takes_context=True)
def section(context) -> str:
    """Name where in the site a page stands, as far as links to its sections show it."""
    path = context["request"].path if "request" in context else ""
    first, *others = without_language(path).strip("/").split("/")
    return f"{first}/*" if others else path


@register.simple_tag(takes_context=True)
def facet_choices(context, facet) -> list[dict[str, Any]]:
    """List the choices of a facet, each with the list narrowed by it; a chosen one leads back."""
    wide = here(context, **{facet.name: None, "page": None})
    joint = "&" if "?" in wide else "?"
    return [
        {
            "label": one.label,
            "count": one.count,
            "is_chosen": one.is_chosen,
            "url": wide
            if one.is_chosen or not one.value
            else f"{wide}{joint}{urlencode({facet.name: one.value})}",
        }
        for one in facet.choices
    ]


@register.simple_tag(takes_context=True)
def page_steps(context, page: Page) -> list[dict[str, str] | None]:
    """List the pages to link to, None where some are left out.

    Each address is made from that of the first page: the other parameters are written once.
    """
    first = here(context, page=None)
    joint = "&" if "?" in first else "?"
    label = gettext("Page %(number)s")
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    return [
        {
            "number": str(number),
            "label": label % {"number": number},
            "url": f"{first}{joint}page={number}" if number > 1 else first,
        }
        if isinstance(number, int)
        else None
        for number in numbers
    ]
