"""What else the files of ATOP have by its codebook: of no use here, and so not worth telling."""

import re

_NAMES = (
    "cowid cow4id maxphase wartime estmode secrart proadd futmem speclgth length renounce "
    "proren renewlgt term active conditio asymm notaiden dipaid terrres seppeace thirdcom "
    "noothall specthrt statthr1 statthr2 conwtin medarb milcon milaid intcom subord organ1 "
    "orgpurp1 organ2 orgpurp2 base contrib armred acqterr divgains demwith reflnun refothio "
    "natrefal compag nomicoop conres agprois conmen ecaid interv source new4 rev4 hinst minst "
    "milorg milinst pubtreat formorg formal cowsys cowwar termmode termcaus defcoadv defcoloc "
    "defcocon defconum defcodem defconpr offcoadv offcoloc offcocon offconum offcodem neucoadv "
    "neucoloc neucocon neuconum neucodem neuconpr neucoatt concoadv concoloc concocon concoreq "
    "olimob obvary"
)
KNOWN = frozenset(_NAMES.split())
_MEMBER = re.compile(r"mem\d+")


def is_known(heading: str) -> bool:
    """Tell whether the codebook of ATOP 4 has a column that is not read."""
    return heading in KNOWN or is_member(heading)


def is_member(heading: str) -> bool:
    """Tell whether a column of an alliance has the code of one of its members, or nothing."""
    return bool(_MEMBER.fullmatch(heading))
