"""How a page names the languages and versions of a treaty's texts."""

from django import template
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

register = template.Library()

AS_CONCLUDED = "as concluded"  # as records of texts have it


@register.filter
def language_words(code: str) -> str:
    """Name a language in that of the page; one that nobody has named stays its code."""
    try:
        return get_language_info(code)["name_translated"]
    except KeyError:
        return code


@register.filter
def version_words(version: str) -> str:
    return _("as concluded") if version == AS_CONCLUDED else version
