"""Everything that the site says stands in every catalogue, translated, compiled and complete."""

import ast
import re

import polib
import pytest

from tests import messages

LANGUAGES = sorted(folder.name for folder in messages.LOCALE.iterdir())
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[\w:]*\}|</?[a-z]+|href=\"[^\"]*\"")
# What stands between the tags of a template and is no word of a language.
NAMES = {
    *("JSON", "CSV", "XLSX", "BibTeX", "RIS", "CC0-1.0"),
    "?as_at=2019-03-22",
    *("north atlantic", "34 UNTS 243", "former Yugoslav", "Mercy"),
}
each_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def gathered():
    return messages.gathered()


def texts(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Pair each translation with what it translates."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    one, *many = (entry.msgstr_plural[number] for number in sorted(entry.msgstr_plural))
    return [(entry.msgid, one), *((entry.msgid_plural, text) for text in many)]


def test_there_is_a_second_language():
    assert LANGUAGES == ["fr"]


@each_language
def test_every_message_is_in_the_catalogue_and_nothing_else(gathered, language):
    held = {messages.key(entry) for entry in messages.catalogue(language)}
    assert len(held) > 1000
    hint = "bring the catalogues up to date: python -m tests.messages"
    assert not gathered.keys() - held, hint
    assert not held - gathered.keys(), hint


@each_language
def test_every_message_is_translated(language):
    entries = messages.catalogue(language)
    assert not [entry.msgid for entry in entries if not messages.is_translated(entry)]
    assert not entries.obsolete_entries()


@each_language
def test_a_translation_holds_what_its_message_holds(language):
    differing = [
        pair
        for entry in messages.catalogue(language)
        for pair in texts(entry)
        if sorted(PLACEHOLDER.findall(pair[0])) != sorted(PLACEHOLDER.findall(pair[1]))
    ]
    assert not differing


@each_language
def test_what_is_compiled_is_the_catalogue(language):
    compiled = messages.LOCALE / language / "LC_MESSAGES" / "django.mo"
    assert compiled.read_bytes() == messages.catalogue(language).to_binary()


def test_french_keeps_its_marks_to_their_words():
    """A line may not end between a word and its high punctuation, or within quotation marks."""
    loose = re.compile(r" [:;?!»](?:\s|$)|« ")
    assert not [entry.msgid for entry in messages.catalogue("fr") if loose.search(entry.msgstr)]


def test_no_message_is_put_together_before_it_is_translated():
    """gettext is given a text as it stands: one made by an f-string is in no catalogue."""
    made = [
        f"{path.relative_to(messages.ROOT)}:{node.lineno}"
        for path in sorted((messages.ROOT / "registry").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and messages.called(node) in messages.CALLS
        if any(isinstance(one, ast.JoinedStr | ast.BinOp) for one in node.args[:1])
    ]
    assert not made


def test_no_word_of_a_public_page_is_left_unmarked():
    folder = messages.ROOT / "registry" / "templates"
    pages = [*folder.glob("*.html"), *(folder / "registry").glob("*.html")]
    assert len(pages) > 40
    assert not {page.name: found for page in sorted(pages) if (found := unmarked(page.read_text()))}


def unmarked(source: str) -> list[str]:
    """Give the words of a template that no tag translates."""
    text = re.sub(r"\{% blocktranslate.*?endblocktranslate %\}", "", source, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "\0", text, flags=re.DOTALL)
    text = re.sub(r"<code>.*?</code>", "", text, flags=re.DOTALL)
    between = re.sub(r"<[^<>]*>", "\0", text).split("\0")
    spoken = re.findall(r'(?:aria-label|data-label|title|placeholder|alt)="([^"\0]*)"', text)
    words = (part.strip() for part in (*between, *spoken))
    return [part for part in words if re.search("[A-Za-z]{2}", part) and part not in NAMES]


def test_an_unmarked_word_is_found():
    assert unmarked('<p>Bare</p><a aria-label="Spoken">{% translate "marked" %}</a>') == [
        "Bare",
        "Spoken",
    ]
