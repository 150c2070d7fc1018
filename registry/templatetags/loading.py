"""Templates kept once for each language, with what no page changes in them written out already."""

from collections.abc import Iterator
from functools import cache

from django.template import Context, Node, NodeList, Template
from django.template.base import (
    FilterExpression,
    TextNode,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import IfNode
from django.template.loader_tags import IncludeNode, construct_relative_path
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
        template.nodelist = KeptNodeList(template.nodelist)
        return template


class KeptNodeList(NodeList):
    """The nodes of a template, which finds its blocks once and not for every page."""

    def __init__(self, nodes: NodeList):
        super().__init__(nodes)
        self.contains_nontext = nodes.contains_nontext
        self.by_type = cache(super().get_nodes_by_type)

    def get_nodes_by_type(self, nodetype: type[Node]) -> list[Node]:
        return self.by_type(nodetype)


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
            settled.append(_quick(node))
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


class QuickIncludeNode(IncludeNode):
    """Looks for the template that it names once, and not for every page."""

    kept: Template | None = None

    def render(self, context):
        if self.kept is None:
            name = construct_relative_path(self.origin.template_name, self.template.var)
            self.kept = context.template.engine.get_template(name)
        values = {name: value.resolve(context) for name, value in self.extra_context.items()}
        if self.isolated_context:
            return self.kept.render(context.new(values))
        with context.push(**values):
            return self.kept.render(context)


def _quick(node: Node) -> Node:
    """Give a node that writes the same sooner, where there is one."""
    if type(node) is VariableNode:
        found = QuickVariableNode(node.filter_expression)
    elif type(node) is IncludeNode and _is_constant(node.template):
        found = QuickIncludeNode(
            node.template, extra_context=node.extra_context, isolated_context=node.isolated_context
        )
    else:
        return node
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
        case StaticNode(varname=None, path=path) if _is_constant(path):
            return str(node.render(Context()))
    return None


def _is_constant(expression: FilterExpression) -> bool:
    return isinstance(expression.var, str) and not expression.filters


def _written(text: str, node: Node) -> TextNode:
    found = TextNode(text)
    found.token, found.origin = node.token, node.origin
    return found
