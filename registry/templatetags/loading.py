"""Templates kept once for each language, with what no page changes in them written out already."""

from collections.abc import Iterator

from django.template import Context, Node, NodeList, Template
from django.template.base import TextNode, VariableNode, render_value_in_context
from django.template.defaulttags import IfNode
from django.template.loaders import base, cached
from django.templatetags.i18n import BlockTranslateNode, LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from registry.templatetags.stencil import written


class Settling(base.Loader):
    def get_template(self, template_name: str, skip: list | None = None) -> Template:
        template = super().get_template(template_name, skip)
        settle(template.nodelist)
        return template


class LoaderByLanguage(cached.Loader, Settling):
    """Django's own, but that it asks what a language says, and where a static file stands, once
    for a template and not for every page.
    """

    def cache_key(self, template_name: str, skip: list | None = None) -> str:
        return f"{get_language()} {super().cache_key(template_name, skip)}"


def settle(nodes: NodeList) -> None:
    """Write out what is the same on every page in the active language, and join what is text."""
    settled: list[Node] = []
    for node in nodes:
        for inner in _lists_of(node):
            settle(inner)
        text = _text_of(node)
        if text is None:
            settled.append(_quick(node) if type(node) is VariableNode else node)
        elif settled and type(settled[-1]) is TextNode:
            settled[-1].s += text
        else:
            settled.append(_written(text, node))
    nodes[:] = settled


class QuickVariableNode(VariableNode):
    """Writes a text as Django does, without asking first whether it is a number or a day."""

    def render(self, context):
        value = self.filter_expression.resolve(context)
        if type(value) is SafeString or (type(value) is str and context.autoescape):
            return written(value)
        return render_value_in_context(value, context)


def _quick(node: VariableNode) -> QuickVariableNode:
    found = QuickVariableNode(node.filter_expression)
    found.token, found.origin = node.token, node.origin
    return found


def _lists_of(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):
        yield from (inner for _, inner in node.conditions_nodelists)
    elif not isinstance(node, LanguageNode):  # which speaks another language within
        inner = (getattr(node, name, None) for name in node.child_nodelists)
        yield from (nodes for nodes in inner if isinstance(nodes, NodeList))


def _text_of(node: Node) -> str | None:
    """Give what a node writes on every page, or None where that depends on the page."""
    if type(node) is TextNode:
        return node.s
    if getattr(node, "asvar", None) or getattr(node, "message_context", None):
        return None
    match node:
        case TranslateNode(filter_expression=words) if not (words.var.lookups or words.filters):
            return str(node.render(Context()))
        case BlockTranslateNode() if not node.plural:
            message, names = node.render_token_list(node.singular)
            return None if names else gettext(message) % {}
        case StaticNode(varname=None, path=path) if not (path.is_var or path.filters):
            return str(node.render(Context()))
    return None


def _written(text: str, node: Node) -> TextNode:
    found = TextNode(text)
    found.token, found.origin = node.token, node.origin
    return found
