"""The ozone amendments, party by party, against the days that others have published.

Registered effects: the United Nations' registration records of No. 26369 for the amendments of
Montreal and Beijing, and InforMEA's list for that of Copenhagen, whose rows of ratifications alone
are taken: it gives those who accepted or acceded late the amendment's own day. For the Kigali
Amendment, which is younger than the depositary's tables of 2015, the first 21 instruments are
those that the International Institute of Refrigeration lists by name, and the later ones the
days of InforMEA's list, in its order.
"""

from datetime import date

import pytest

from registry.choices import ActionKind
from registry.dates import UncertainDate
from registry.law.acts import Act
from registry.law.clauses import effective_on, entry_into_force
from tests.test_ozone import INSTRUMENTS, NO_TABLES, clause, consents

# Participant, day of effect.
REGISTERED = {
    "MA": """
        Afghanistan 2004-09-15, Albania 2006-08-23, Algeria 2007-11-04, Andorra 2009-04-26,
        Angola 2011-09-19, Antigua and Barbuda 2000-05-10, Argentina 2001-05-16,
        Armenia 2009-03-18, Australia 1999-11-10, Austria 2000-11-05, Azerbaijan 2000-12-27,
        Bahamas 2005-06-14, Bahrain 2001-06-11, Bangladesh 2001-10-25, Barbados 2003-03-10,
        Belarus 2007-06-11, Belgium 2004-11-09, Belize 2008-04-16, Benin 2008-02-14,
        Bhutan 2004-11-21, Bosnia and Herzegovina 2003-11-09, Botswana 2013-05-22,
        Brazil 2004-09-28, Brunei Darussalam 2009-06-01, Bulgaria 2000-02-22,
        Burkina Faso 2003-02-09, Burundi 2002-01-16, Cambodia 2007-05-01, Cameroon 2009-11-19
    """,
    "BA": """
        Afghanistan 2004-09-15, Albania 2006-08-23, Algeria 2007-11-04, Andorra 2009-04-26,
        Angola 2011-09-19, Antigua and Barbuda 2010-09-27, Argentina 2006-11-26,
        Armenia 2009-03-18, Australia 2005-11-15, Austria 2004-12-22, Azerbaijan 2012-11-29,
        Bahamas 2005-06-14, Bahrain 2013-12-24, Bangladesh 2010-11-22, Barbados 2003-03-10,
        Belarus 2007-06-11, Belgium 2006-07-05, Belize 2008-04-16, Benin 2008-02-14,
        Bhutan 2004-11-21, Bosnia and Herzegovina 2012-01-09, Botswana 2013-05-22,
        Brazil 2004-09-28, Brunei Darussalam 2009-06-01, Bulgaria 2002-07-14
    """,
    "CA": """
        Algeria 2000-08-29, Bahrain 2001-06-11, Belgium 1997-11-05, Benin 2000-09-19,
        Brazil 1997-09-23, Bulgaria 1999-07-27, Burkina Faso 1996-03-11, Canada 1994-06-14,
        Central African Republic 2008-08-27, Chad 2001-08-28, Chile 1994-06-14
    """,
}

KIGALI = clause(date(2019, 1, 1))

# The first 21 instruments, all of 2017; the twentieth is Sweden's or that of Trinidad and Tobago.
FIRST = """
    Mali 03-31, Micronesia 05-12, Marshall Islands 05-15, Rwanda 05-23, Palau 08-28, Norway 09-06,
    Chile 09-19, DPR Korea 09-21, Tuvalu 09-21, Australia 10-27, Canada 11-03, Maldives 11-13,
    Finland 11-14, Germany 11-14, United Kingdom 11-14, Comoros 11-16, Laos 11-16, Luxembourg 11-16,
    Slovakia 11-16, Sweden 11-17, Trinidad and Tobago 11-17
"""

# Day of deposit, day of effect.
LATER = """
    2019-01-18 2019-04-18, 2019-01-23 2019-04-23, 2020-11-16 2021-02-14, 2019-11-22 2020-02-20,
    2019-05-02 2019-07-31, 2018-09-27 2019-01-01, 2020-06-08 2020-09-06, 2018-04-19 2019-01-01,
    2018-06-04 2019-01-01, 2018-03-19 2019-01-01, 2019-09-27 2019-12-26, 2020-10-09 2021-01-07,
    2021-05-26 2021-08-24, 2020-09-19 2020-12-18, 2018-05-01 2019-01-01, 2018-07-26 2019-01-01,
    2021-03-26 2021-06-24, 2020-10-28 2021-01-26, 2021-04-08 2021-07-07, 2021-08-24 2021-11-22,
    2019-03-26 2019-06-24, 2021-06-17 2021-09-15, 2021-02-25 2021-05-26, 2019-08-22 2019-11-20,
    2018-05-23 2019-01-01, 2018-12-06 2019-01-01, 2019-06-20 2019-09-18, 2019-07-22 2019-10-20,
    2018-09-27 2019-01-01, 2017-11-29 2019-01-01, 2018-12-06 2019-01-01, 2021-04-14 2021-07-13,
    2018-01-22 2019-01-01, 2021-09-13 2021-12-12, 2018-09-27 2019-01-01, 2019-07-05 2019-10-03,
    2018-09-27 2019-01-01, 2020-06-16 2020-09-14, 2018-03-29 2019-01-01, 2018-02-28 2019-01-01,
    2019-08-02 2019-10-31, 2018-10-05 2019-01-01, 2018-05-29 2019-01-01, 2019-12-05 2020-03-04,
    2018-10-22 2019-01-01
"""


def pairs(table: str) -> list[tuple[str, str]]:
    """Read "name day, name day"."""
    return [tuple(entry.strip().rsplit(" ", 1)) for entry in table.split(",")]


def consent(actor: str, day: str) -> Act:
    return Act(actor, actor, ActionKind.RATIFICATION, UncertainDate(day))


EARLY = [consent(name, f"2017-{day}") for name, day in pairs(FIRST)]


@NO_TABLES
@pytest.mark.parametrize("code", REGISTERED)
def test_a_party_is_bound_from_the_day_that_is_registered_for_it(code):
    table, worded = INSTRUMENTS[code]
    acts = consents(table)
    force = entry_into_force(worded, acts)
    effects = {act.actor: str(effective_on(worded, act, force)) for act in acts}
    registered = dict(pairs(REGISTERED[code]))
    assert len(registered) > 10
    assert {name: effects[name] for name in registered} == registered


def test_the_kigali_amendment_binds_its_first_parties_from_the_day_that_it_names():
    """Kigali Amendment art. IV(1): 1 January 2019, if twenty instruments are there by then."""
    force = entry_into_force(KIGALI, EARLY)
    assert (str(force.met_on), str(force.on)) == ("2017-11-17", "2019-01-01")
    assert {str(effective_on(KIGALI, act, force)) for act in EARLY} == {"2019-01-01"}
    assert entry_into_force(KIGALI, EARLY[:19]) is None


def test_the_kigali_amendment_binds_later_parties_from_ninety_days_after_their_deposit():
    """Kigali Amendment art. IV(3); who came before its entry into force waits for that day."""
    later = pairs(LATER)
    acts = [consent(f"Party {n}", deposit) for n, (deposit, _) in enumerate(later)]
    force = entry_into_force(KIGALI, EARLY + acts)
    effects = [str(effective_on(KIGALI, act, force)) for act in acts]
    assert effects == [effect for _, effect in later]
    assert len({effect for effect in effects if effect > "2019-01-01"}) == 26
