"""Languages by address: `/fr/treaties/` is `/treaties/` in French.

The address alone decides, never what a browser would rather have: one address has one content,
so that whatever keeps it may give it to everyone.
"""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import activate, gettext_lazy


class Spoken(str):
    """A text that is on record in the language of the page; others are in English."""


def language_of(path: str) -> str:
    """Tell the code of the language in which a path is answered."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def without_language(path: str) -> str:
    """Give the path that all languages share."""
    first, _, rest = path.removeprefix("/").partition("/")
    is_prefix = first in dict(settings.LANGUAGES) and first != settings.LANGUAGE_CODE
    return f"/{rest}" if is_prefix else path


def in_language(path: str, code: str) -> str:
    """Give the path of the same page in another language."""
    shared = without_language(path)
    return shared if code == settings.LANGUAGE_CODE else f"/{code}{shared}"


def make_translatable(models: Iterable[type[Model]]) -> None:
    """Let the names that Django gives to models and fields follow the language.

    A field that bears no name of its own is named after its column. Written out as messages, such
    names would be options of the fields, and a migration of every one of them.
    """
    for model in models:
        options = model._meta
        options.verbose_name = gettext_lazy(str(options.verbose_name))
        options.verbose_name_plural = gettext_lazy(str(options.verbose_name_plural))
        for field in options.get_fields():
            if not field.auto_created and isinstance(getattr(field, "verbose_name", None), str):
                field.verbose_name = gettext_lazy(field.verbose_name)


class LanguageOfPath:
    """Speak the language that the address names, and say so in the answer.

    Django's own middleware looks at the browser's wishes and sends `Vary: Accept-Language` with
    each page, though nothing here depends on them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.LANGUAGE_CODE = language = language_of(request.path_info)
        activate(language)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
