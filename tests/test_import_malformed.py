"""Files that are not what their format says: one clear message each, and nothing written."""

import gzip
import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from registry.admin.import_page import MOST_BYTES
from registry.importers.reading import GZIP
from registry.models import Citation, Statement, Treaty
from tests.imports import bring, write
from tests.small_registry import digest

pytestmark = pytest.mark.django_db

TABLE = 'Participant,Signature,"Ratification, Accession(a)"\n'
INDEX = "chapter_no,treaty_no,treaty_name,url\n"
TITLE = '30,1,"Convention on Lighthouses. Geneva, 4 May 1951",\n'
TIDY = "country,treaty,kind,date\n"
COW = "ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday\n"
ATOP = "atopid,member,yrent,moent,dayent,yrexit,moexit,dayexit\n"
ALLIANCE = "atopid,begyr,begmo,begday,endyr,endmo,endday,defense,offense,neutral,nonagg,consul\n"
COE = "Country,Ratification,treaty,Entry,Signature\n"
UNCTAD = "treaty_id,type,short_title,status,date_of_signature,date_of_entry_into_force,parties\n"
DESTA = "number,base_treaty,name,entry_type,year,entryforceyear,c1,c2\n"
IEADB = '"a"\n\nMitch ID;Country (official name);Action Type;Year;Month;Day\n'
GRID = (
    "<html>STATUS AS AT : 03-02-2026<div id='_tcTreaty'>1. Convention</div>CHAPTER I"
    "<div id='rptHead_ctl00_tcHead'>CHAPTER XXX</div><table id='tblgrid'>"
    "<tr><td>Participant</td><td>Signature</td></tr>{}</table></html>"
)
WHOLE = gzip.compress(TABLE.encode() * 50)

MALFORMED = {
    "an empty file": ("untc", "30-1.csv", "", "must not be empty"),
    "blanks alone": ("untc", "30-1.csv", " \n \n", "must not be empty"),
    "a workbook": ("table", "t.xlsx", b"PK\x03\x04rest", "this is a zip archive or a workbook"),
    "a PDF": ("table", "t.csv", b"%PDF-1.4", "this is a PDF file"),
    "text in UTF-16": ("table", "t.csv", TIDY.encode("utf-16"), "text in UTF-16"),
    "Latin-1 for UTF-8": (
        "untc",
        "30-1.csv",
        (TABLE + "Côte d'Ivoire,4 May 1951,\n").encode("latin-1"),
        "line 2: The file must be UTF-8; byte",
    ),
    "a null character": (
        "table",
        "t.csv",
        f"{TIDY}Fra\0nce,T,,\n",
        "line 2: The file must be text",
    ),
    "half a packed file": ("untc", "30-1.csv.gz", WHOLE[: len(WHOLE) // 2], "it breaks off"),
    "packed rubbish": ("untc", "30-1.csv.gz", b"\x1f\x8bnothing", "The packed file must be whole"),
    "a quotation without end": (
        "table",
        "t.csv",
        f'{TIDY}France,"T,Accession,1990\nMonaco,T,Accession,1990\n',
        "line 2: The row must be complete",
    ),
    "a cell of ten megabytes": (
        "table",
        "t.csv",
        f"{TIDY}France,{'T' * 10_000_000},Accession,1990\n",
        "line 2: A cell must have at most",
    ),
    "no heading row": ("untc", "30-1.csv", "France,1990\n", "must name the columns Participant"),
    "headings alone": ("untc", "30-1.csv", TABLE, "at least one row below the headings"),
    "a column twice": ("table", "t.csv", "country,country\nFrance,x\n", "must be there once"),
    "too few cells": ("untc", "30-1.csv", f"{TABLE}France\n", "line 2: A row must have 3 cells"),
    "too many cells": (
        "untc",
        "30-1.csv",
        f"{TABLE}France,,,x\n",
        "line 2: A row must have 3 cells",
    ),
    "an unknown mark": ("untc", "30-1.csv", f"{TABLE}France,,4 May 1951 q\n", "has the mark q"),
    "31 February": ("untc", "30-1.csv", f"{TABLE}France,31 Feb 1951,\n", "a day of the calendar"),
    "an open bracket": ("untc", "30-1.csv", f"{TABLE}France,,[4 May 1951\n", "close the bracket"),
    "words for a day": ("untc", "30-1.csv", f"{TABLE}France,yes,\n", "must be a day such as"),
    "a participant twice": (
        "untc",
        "30-1.csv",
        f"{TABLE}France,4 May 1951,\nFrance,4 May 1951,\n",
        "line 3: XXX-1 France: It must stand in the file once; line 2",
    ),
    "a participant without a name": ("untc", "30-1.csv", f"{TABLE},4 May 1951,\n", "must be named"),
    "a text that begins with no name": ("untc", "30-1.txt", "France\n\n", "line 1: The file must"),
    "half a text": ("untc", "30-1.txt", "#France\nLamps.\n\n#Italy\nA la", "line 5: The text"),
    "a name that breaks off": ("untc", "30-1.txt", "#France\nLamps.\n\n#Ita", "line 4: The text"),
    "a text without its end": ("untc", "30-1.txt", "#France\nLamps.\n", "it breaks off"),
    "a text in Latin-1": (
        "untc",
        "30-1.txt",
        "#France\nLamps.\n\n#Côte d'Ivoire\nLamps.\n\n".encode("latin-1"),
        "line 4: The file must be UTF-8; byte",
    ),
    "a text of ten megabytes": (
        "untc",
        "30-1.txt",
        f"#France\n{'T' * 10_000_000}\n\n",
        "line 2: A text must have at most",
    ),
    "a text of no treaty": (
        "untc",
        "lamps.txt",
        "#France\nLamps.\n\n",
        "line 1: A file of declarations must be named by chapter and treaty",
    ),
    "a text under a name twice": (
        "untc",
        "30-1.txt",
        "#France\nLamps.\n\n#France\nOil.\n\n",
        "line 4: XXX-1 France, statements: It must stand in the file once; line 1",
    ),
    "a text under no name": ("untc", "30-1.txt", "#\nLamps.\n\n", "must be named"),
    "a page of another site": (
        "untc",
        "p.html",
        "<html><p>News</p></html>",
        "must be a status page",
    ),
    "half a page": ("untc", "p.html", GRID.format("")[:-20], "a table has no end"),
    "a page with a short row": ("untc", "p.html", GRID.format("<tr><td>x</td></tr>"), "2 cells"),
    "a table without a treaty": (
        "table",
        "t.csv",
        "country,date\nFrance,1990\n",
        "name the treaty",
    ),
    "a row twice in a table": (
        "table",
        "t.csv",
        f"{TIDY}France,T,Accession,1990\nFrance,T,Accession,1990\n",
        "line 3: T France: It must stand in the files once; so does",
    ),
    "a kind that nobody knows": ("table", "t.csv", f"{TIDY}France,T,Nod,1990\n", "a known kind"),
    "a State that ends first": (
        "cow-states",
        "s.csv",
        f"{COW}999,X,1950,1,1,1940,1,1\n",
        "not end",
    ),
    "a State without a code": ("cow-states", "s.csv", f"{COW}x,X,1950,1,1,1960,1,1\n", "a code"),
    "a 13th month": ("atop", "m.csv", f"{ATOP}1,220,1950,13,1,0,0,0\n", "day of the calendar"),
    "an obligation of 7": (
        "atop",
        "a.csv",
        f"{ALLIANCE}1,1950,1,1,0,0,0,7,0,0,0,0\n",
        "one of 0, 1",
    ),
    "lines that are no JSON": ("uk-treaties", "t.jsonl", '{"title": \n', "a whole JSON object"),
    "a treaty without a number": ("uk-treaties", "t.jsonl", '{"title": "T"}\n', "lb_document_id"),
    "JSON without end": ("uk-treaties", "t.jsonl", "[" * 100_000, "a whole JSON object"),
    "a chart with a strange mark": (
        "coe",
        "c.csv",
        f"{COE}France,1/2/1990 zz,T,,\n",
        "mark a, s or",
    ),
    "a status that nobody knows": (
        "unctad-iia",
        "u.csv",
        f"{UNCTAD}1,BITs,T,Odd,,,\n",
        "known one",
    ),
    "an agreement of no known type": (
        "desta",
        "d.csv",
        f"{DESTA}1,1,N,odd,1990,,4,8\n",
        "entry type",
    ),
    "an action that nobody knows": (
        "ieadb",
        "m.csv",
        f"{IEADB}1;France;Nod;1990;1;1\n",
        "must be a known action",
    ),
}

# What is wrong with these stands on no line.
OF_THE_WHOLE = {"an empty file", "blanks alone", "a workbook", "a PDF", "text in UTF-16"}
OF_THE_WHOLE |= {"half a packed file", "packed rubbish", "a page of another site"}


def test_each_of_these_files_is_told_with_its_reason_and_nothing_is_written(tmp_path):
    write(tmp_path / "index.csv", INDEX + TITLE)
    before = digest()
    told = {}
    for number, (what, (format_, name, content, reason)) in enumerate(MALFORMED.items()):
        file = write(tmp_path / f"{number}" / name, content)
        status, said, problems = bring(format_, file)
        message = "\n".join([*problems, said])
        place = name if what in OF_THE_WHOLE else f"{name}: line "
        if status != 2 or reason not in message or place not in message or len(problems) > 1:
            told[what] = (status, message[:300])
    assert len(MALFORMED) >= 30
    assert not told
    assert digest() == before


@pytest.mark.long
def test_the_admin_tells_the_same_of_each_of_them_and_writes_nothing(admin_client):
    treaty = Treaty.objects.create(slug="lighthouses", title="Lighthouses", kind="convention")
    Citation.objects.create(treaty=treaty, scheme="mtdsg", value="XXX-1")
    before = digest()
    told = {}
    for what, (format_, name, content, reason) in MALFORMED.items():
        data = content if isinstance(content, bytes) else content.encode()
        if len(data) > MOST_BYTES:
            reason = "The file must have at most 5 MB."
        elif data.startswith(GZIP):
            reason = "The file must be unpacked first."
        elif not data:
            reason = "The submitted file is empty."
        fields = {"format": format_, "file": SimpleUploadedFile(name, data), "_preview": "1"}
        answer = admin_client.post(reverse("admin:registry_source_import"), fields)
        page = html.unescape(answer.content.decode())
        place, _, told_of = reason.rpartition(": ")
        line = place.split(":")[0].removeprefix("line ") if place.startswith("line ") else ""
        place = f"<td>{name}{line and f': {line}'}"
        reason = told_of if line else reason
        is_read = "must have at most 5 MB" not in page and 'class="errorlist"' not in page
        if answer.status_code != 200 or reason.split("; line")[0] not in page:
            told[what] = (answer.status_code, reason)
        elif is_read and place not in page:
            told[what] = (place, page.partition("<tbody>")[2][:300])
        elif b'name="_import"' in answer.content:
            told[what] = "offered"
    assert not told
    assert digest() == before


def test_a_file_that_is_not_there_and_one_that_is_a_folder_are_told(tmp_path):
    for path in (tmp_path / "nowhere.csv", tmp_path):
        status, said, _ = bring("untc", path)
        assert status == 2
        assert "The file must be readable" in said


def test_one_wrong_file_among_many_keeps_all_from_being_written(tmp_path):
    write(tmp_path / "index.csv", INDEX + TITLE + TITLE.replace("30,1", "30,2"))
    good = write(tmp_path / "t" / "30-1.csv", f"{TABLE}France,4 May 1951,\n")
    bad = write(tmp_path / "t" / "30-2.csv", f"{TABLE}France,4 May 1951 q,\n")
    before = digest()
    status, said, problems = bring("untc", good, bad)
    assert (status, said, len(problems)) == (2, "1 problem: nothing was imported.", 1)
    assert "30-2.csv: line 2" in problems[0]
    assert digest() == before


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault(tmp_path):
    write(tmp_path / "index.csv", INDEX + TITLE)
    text = f"{TABLE}France,4 May 1951,\n".replace("\n", "\r\n")
    file = write(tmp_path / "t" / "30-1.csv", b"\xef\xbb\xbf" + text.encode())
    told = "#France\r\nLamps.\r\n\r\n"
    declarations = write(tmp_path / "d" / "30-1.txt", b"\xef\xbb\xbf" + told.encode())
    assert bring("untc", file, declarations)[0] == 0
    assert Statement.objects.get(text="Lamps.").actor.slug == "france"
