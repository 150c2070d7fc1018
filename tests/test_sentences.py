"""One sentence is said in every language: its parts in another order, days and numbers by rule."""

from copy import copy, deepcopy
from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given

from registry.choices import CONSENTS, EndGround
from registry.dates import Answer, Count, UncertainDate
from registry.law.words import DEEDS, GROUNDS
from registry.sentences import (
    Sentence,
    SentenceField,
    english,
    french,
    ngettext_lazy,
    say,
    say_since,
)
from registry.sentences import gettext_lazy as _
from registry.sentences.sentence import Language
from tests.test_dates import edtf

DAY = UncertainDate("1988-07-25")
CATALOGUE = {
    "Party {day:since}: {deed}, {delay}": "Partie {day:since} : {deed}, {delay}",
    "accession deposited {day:on}": "{day:on}, adhésion déposée",
    "{n:ordinal} day after": "{n:ordinal} jour suivant",
    "the treaty ended ({ground:lower})": "fin du traité ({ground:lower})",
    "Denounced": "Dénoncé",
}
FRENCH = Language(
    french.FORMS,
    gettext=lambda template: CATALOGUE[template],
    ngettext=lambda singular, plural, n: "{n} mois après" if n > 1 else "un mois après",
)


def test_a_sentence_is_english_until_it_is_told_the_language():
    deed = _("accession deposited {day:on}", DAY)
    delay = _("{n:ordinal} day after", 90)
    reason = _("Party {day:since}: {deed}, {delay}", UncertainDate("1988-10-23"), deed, delay)
    assert str(reason) == (
        "Party since 23 October 1988: accession deposited on 25 July 1988, ninetieth day after"
    )
    assert reason.said(FRENCH) == (
        "Partie depuis le 23 octobre 1988 : le 25 juillet 1988, adhésion déposée, "
        "quatre-vingt-dixième jour suivant"
    )


def test_a_number_chooses_the_form_as_each_language_counts():
    none, one, two = (ngettext_lazy("one month after", "{n} months after", n) for n in range(3))
    assert [str(none), str(one), str(two)] == [
        "0 months after",
        "one month after",
        "2 months after",
    ]
    assert [one.said(FRENCH), two.said(FRENCH)] == ["un mois après", "2 mois après"]


def test_a_nested_sentence_loses_its_capital_where_the_place_says_so():
    ended = _("the treaty ended ({ground:lower})", GROUNDS[EndGround.DENOUNCED])
    assert (str(ended), ended.said(FRENCH)) == (
        "the treaty ended (denounced)",
        "fin du traité (dénoncé)",
    )


def test_a_sentence_without_all_its_values_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        str(_("{one} and {last}", "a"))


def test_a_kept_sentence_says_what_it_said():
    delay = ngettext_lazy("one month after", "{n} months after", 3)
    sentence = _("In force {day:since}: {how}", UncertainDate("1844-06/1844-08"), delay)
    text = sentence.as_text()
    assert text == (
        '["In force {day:since}: {how}","1844-06/1844-08",'
        '[["one month after","{n} months after"],3]]'
    )
    read = Sentence.read(text)
    assert str(read) == str(sentence)
    assert read.as_text() == text
    assert hash(read) == hash(Sentence.read(text))
    assert deepcopy(sentence) == sentence == copy(sentence)


def test_a_field_gives_the_sentence_and_takes_text_as_said_already():
    field = SentenceField()
    text = _("Signed {day:on}", DAY).as_text()
    assert str(field.from_db_value(text, None, None)) == "Signed on 25 July 1988"
    assert field.get_prep_value(field.to_python(text)) == text
    for plain in ("Signatory since 1949", ""):
        assert field.from_db_value(plain, None, None) == field.to_python(plain) == plain
        assert field.get_prep_value(plain) == plain


def test_values_are_said_in_the_active_language():
    values = (DAY, date(1949, 4, 1), Count(3, 29), Count(3, 3), Answer.YES, None, "NATO")
    assert [say(value) for value in values] == [
        *("25 July 1988", "1 April 1949", "at least 3, at most 29", "3", "yes", "", "NATO"),
    ]
    with override("fr"):
        assert [say(value) for value in values[:2]] == ["25 juillet 1988", "1er avril 1949"]
    with override("de"):
        assert say(DAY) == "25 July 1988"


@pytest.mark.parametrize("count", [Count(3, 29), Count(3, None), Count(0, None), Count(2, 2)])
def test_a_count_is_said_as_it_is_written(count):
    assert say(count) == str(count)


def test_every_consent_and_every_ground_has_its_words():
    assert DEEDS.keys() >= CONSENTS
    assert {ground: str(words) for ground, words in GROUNDS.items()} == {
        ground: str(ground.label) for ground in EndGround
    }


@pytest.mark.parametrize(
    ("number", "word", "mot"),
    [
        (1, "first", "premier"),
        (5, "fifth", "cinquième"),
        (9, "ninth", "neuvième"),
        (12, "twelfth", "douzième"),
        (17, "seventeenth", "dix-septième"),
        (20, "twentieth", "vingtième"),
        (21, "twenty-first", "vingt et unième"),
        (30, "thirtieth", "trentième"),
        (35, "thirty-fifth", "trente-cinquième"),
        (40, "fortieth", "quarantième"),
        (60, "sixtieth", "soixantième"),
        (70, "seventieth", "soixante-dixième"),
        (71, "seventy-first", "soixante et onzième"),
        (77, "seventy-seventh", "soixante-dix-septième"),
        (80, "eightieth", "quatre-vingtième"),
        (81, "eighty-first", "quatre-vingt-unième"),
        (90, "ninetieth", "quatre-vingt-dixième"),
        (91, "ninety-first", "quatre-vingt-onzième"),
        (99, "ninety-ninth", "quatre-vingt-dix-neuvième"),
        (101, "101st", "101e"),
        (111, "111th", "111e"),
        (180, "180th", "180e"),
        (0, "0th", "0e"),
    ],
)
def test_ordinals_are_spelled_as_treaties_spell_them(number, word, mot):
    assert (english.ordinal(number), french.ordinal(number)) == (word, mot)


@pytest.mark.parametrize(
    ("text", "happened", "lasts"),
    [
        ("1949-04-04", "on 4 April 1949", "since 4 April 1949"),
        ("1844-06", "in June 1844", "since June 1844"),
        ("1786", "in 1786", "since 1786"),
        ("1786~", "about 1786", "since about 1786"),
        ("../1949", "in or before 1949", "since a day in or before 1949"),
        ("../..", "on an unknown day", "since an unknown day"),
    ],
)
def test_english_says_days_in_sentences(text, happened, lasts):
    day = UncertainDate(text)
    assert (english.on(day), english.since(day)) == (happened, lasts)


@pytest.mark.parametrize(
    ("text", "alone", "happened", "lasts"),
    [
        ("2019-03-22", "22 mars 2019", "le 22 mars 2019", "depuis le 22 mars 2019"),
        ("1949-04-01", "1er avril 1949", "le 1er avril 1949", "depuis le 1er avril 1949"),
        ("1844-06", "juin 1844", "en juin 1844", "depuis juin 1844"),
        ("1786", "1786", "en 1786", "depuis 1786"),
        ("1850~", "vers 1850", "vers 1850", "depuis 1850 environ"),
        (
            "1949-08-04~",
            *("vers le 4 août 1949", "vers le 4 août 1949", "depuis le 4 août 1949 environ"),
        ),
        (
            "1844-12?",
            *("peut-être décembre 1844", "peut-être en décembre 1844"),
            "depuis décembre 1844 peut-être",
        ),
        (
            "1844-02-01?",
            *("peut-être 1er février 1844", "peut-être le 1er février 1844"),
            "depuis le 1er février 1844 peut-être",
        ),
        (
            "1844%",
            *("peut-être vers 1844", "peut-être vers 1844", "depuis 1844 environ, peut-être"),
        ),
        (
            "2019-02-06/2020-03-19",
            *("entre le 6 février 2019 et le 19 mars 2020",) * 2,
            "depuis une date comprise entre le 6 février 2019 et le 19 mars 2020",
        ),
        (
            "1951-10-01/1951-10-22",
            *("entre le 1er et le 22 octobre 1951",) * 2,
            "depuis une date comprise entre le 1er et le 22 octobre 1951",
        ),
        (
            "1951-10-17/1951-10-22",
            *("entre le 17 et le 22 octobre 1951",) * 2,
            "depuis une date comprise entre le 17 et le 22 octobre 1951",
        ),
        (
            "1951-10-17/1951-11-22",
            *("entre le 17 octobre et le 22 novembre 1951",) * 2,
            "depuis une date comprise entre le 17 octobre et le 22 novembre 1951",
        ),
        (
            "1844-06/1844-08",
            *("entre juin et août 1844",) * 2,
            "depuis une date comprise entre juin et août 1844",
        ),
        (
            "1844-06/1844",
            *("entre juin 1844 et 1844",) * 2,
            "depuis une date comprise entre juin 1844 et 1844",
        ),
        (
            "1850~/1860",
            *("entre 1850 environ et 1860",) * 2,
            "depuis une date comprise entre 1850 environ et 1860",
        ),
        (
            "../2020-03-19",
            *("le 19 mars 2020 au plus tard",) * 2,
            "depuis une date inconnue, le 19 mars 2020 au plus tard",
        ),
        (
            "2019-02/..",
            *("en février 2019 au plus tôt",) * 2,
            "depuis une date inconnue, en février 2019 au plus tôt",
        ),
        ("../..", *("à une date inconnue",) * 2, "depuis une date inconnue"),
        (
            "1949-04-04/1949-04-04",
            *("4 avril 1949", "le 4 avril 1949", "depuis le 4 avril 1949"),
        ),
    ],
)
def test_french_says_days(text, alone, happened, lasts):
    day = UncertainDate(text)
    said = (french.date(day), french.on(day), french.since(day))
    assert said == (alone, happened, lasts)


@given(edtf())
def test_every_date_can_be_said_in_french(text):
    day = UncertainDate(text)
    for form in ("date", "on", "since"):
        assert french.FORMS[form](day).strip()


@pytest.mark.parametrize(
    ("value", "words", "mots"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (1590, "1,590", "1\u202f590"),
        (1234567, "1,234,567", "1\u202f234\u202f567"),
        (Count(4132, 4132), "4,132", "4\u202f132"),
        (Count(1000, None), "at least 1,000", "au moins 1\u202f000"),
        (Count(9, 2000), "at least 9, at most 2,000", "au moins 9, au plus 2\u202f000"),
    ],
)
def test_figures_are_grouped_as_each_language_groups_them(value, words, mots):
    assert say(value) == words
    with override("fr"):
        assert say(value) == mots


@pytest.mark.parametrize(
    ("text", "words", "mots"),
    [
        ("1949-04-04", "since 4 April 1949", "depuis le 4 avril 1949"),
        (
            "1998-12-04/1999-01-31",
            "since a day between 4 December 1998 and 31 January 1999",
            "depuis une date comprise entre le 4 décembre 1998 et le 31 janvier 1999",
        ),
    ],
)
def test_a_beginning_is_said_as_part_of_a_sentence(text, words, mots):
    assert say_since(UncertainDate(text)) == words
    with override("fr"):
        assert say_since(UncertainDate(text)) == mots
