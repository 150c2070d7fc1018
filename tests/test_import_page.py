"""Importing in the admin: previewed first, then all of it or nothing, and nothing is kept."""

import ast
import html
import json
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from registry import importers
from registry.admin import import_page
from registry.importers.fixtures import MODELS
from registry.models import ChangeSet, Source, TreatyAction
from registry.models.participation import DERIVED
from registry.models.revision import Revision
from tests.admin_pages import shown_on
from tests.factories import make_action, make_actor, make_source, make_treaty
from tests.small_registry import digest

pytestmark = pytest.mark.django_db

HEAD = "country,treaty,kind,date\n"
GIVES_REASONS = {"Malformed", "Refused", "NotTaken", "leave", "stop", "wrong"}


def acts():
    return TreatyAction.objects.filter(treaty__slug="harbour-convention").count()


def counts():
    """Count every kind of record, and what was derived and published."""
    models = [*MODELS, *DERIVED, Revision]
    return {model: [model.objects.count(), str(model.objects.last())] for model in models}


def post(client, text, button="_preview", **fields):
    file = SimpleUploadedFile("t.csv", text.encode() if isinstance(text, str) else text)
    fields = {"format": "table", "file": file, button: "1"} | fields
    return client.post(reverse("admin:registry_source_import"), fields)


def previewed(answer):
    return answer.context["form"]["previewed"].value()


def test_a_file_is_previewed_and_then_imported_by_whoever_may_publish(admin_client):
    text = f"{HEAD}France,Harbour Convention,Accession,1993\n"
    answer = post(admin_client, text)
    assert acts() == 0
    assert b"2 added" in answer.content
    assert b"treaty action harbour-convention|france|accession|1, added" in answer.content
    done = post(admin_client, text, "_import", previewed=previewed(answer))
    assert done.status_code == 302
    assert acts() == 1
    change_set = ChangeSet.objects.latest("pk")
    assert (change_set.door, change_set.author.username) == ("import", "admin")


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", f"{HEAD}Frannce,Harbour Convention,Accession,1993\n", "1 row: 0 added, 0 changed"),
        ("en", HEAD, "No row is read."),
        ("en", " \n", "No row is read."),
        ("fr", f"{HEAD}France,Harbour Convention,Accession,1993\n", "2 lignes ; ajoutées : 2"),
        ("fr", f"{HEAD}Frannce,Harbour Convention,Accession,1993\n", "<td>refusée</td>"),
        ("fr", f"{HEAD}Frannce,Harbour Convention,Accession,1993\n", "Aucun acteur ne s"),
        ("fr", f"{HEAD}France,T,Accession,1993-02-31\n", "est pas une date"),
        ("fr", f"{HEAD},T,Accession,1993\n", "Le participant doit être nommé."),
        ("fr", f"{HEAD}France,T\n", "Une ligne doit avoir 4 cellules"),
        ("fr", "country,treaty\nFrance,T\n", "Les en-têtes doivent nommer"),
        ("fr", " \n", "Aucune ligne n"),
    ],
)
def test_the_preview_counts_rows_in_the_language_of_the_page(admin_client, language, text, told):
    with override(language):
        page = post(admin_client, text).content.decode()
    assert told in page.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("format_", "text", "told"),
    [
        ("coe", "Country,treaty,Signature,Ratification,Entry\nFrance,T,,,\n", "Aucun acte ne"),
        ("coe", "Country,treaty,Signature,Ratification,Entry\nFrance,T,4 May,,\n", "être un jour"),
        ("cow-states", "ccode\n2\n", "tête doit nommer les colonnes ccode"),
        ("uk-treaties", "[1]\n", "La ligne doit être un objet JSON."),
        ("unctad-iia", "short title\nT\n", "Il doit y avoir une colonne pour « status »."),
        ("untc", "<table>", "La page doit être une page"),
        ("desta", "number,base_treaty,name,entry_type,year,c1,c2\n1,1,T,x,2,,\n", "être connu"),
    ],
)
def test_every_format_gives_its_reasons_in_the_language_of_the_page(
    admin_client, format_, text, told
):
    with override("fr"):
        page = post(admin_client, text, format=format_).content.decode()
    assert told in html.unescape(page).replace("\u00a0", " ")


def test_no_reason_that_a_format_gives_is_without_translation():
    """What only the command reads, which speaks English, is left out."""
    folder = Path(importers.__file__).parent
    files = [*(folder / "formats").glob("*.py"), *folder.glob("*.py")]
    bare = []
    for file in files:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and file.name != "mapping.py":
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                given = call.args if name in GIVES_REASONS else ()
                bare += [f"{file.name}: {call.lineno}" for one in given if is_prose(one)]
    assert bare == []


def is_prose(node):
    """Tell whether a text is written out with a word in it that no function translates."""
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    texts = [one.value for one in parts if isinstance(one, ast.Constant)]
    return any(isinstance(text, str) and re.search(r"[a-z]{2,} [a-z]{2,}", text) for text in texts)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"{HEAD}France,T,Accession,3/4/1993\n", "write it as 1949-04-03, or give the import com"),
        ("country,treaty,date\nFrance,T,1993\n", "a column may say it, or for all rows a mapping"),
        (f"{HEAD}France,T,Beitritt,1993\n", "a mapping that the import command is given may map"),
        ("Land,treaty,date\nFrance,T,1993\n", "name the participant; the import command may"),
    ],
)
def test_what_the_page_has_no_box_for_is_told_as_the_command_has_it(admin_client, text, told):
    assert told in post(admin_client, text).content.decode()


def test_what_was_not_previewed_is_previewed_and_not_imported(admin_client):
    text = f"{HEAD}France,Harbour Convention,Accession,1993\n"
    first = post(admin_client, text)
    answer = post(admin_client, text.replace("1993", "1994"), "_import", previewed=previewed(first))
    assert b"This is another file" in answer.content
    assert acts() == 0


@pytest.mark.parametrize(
    "other",
    [
        {"names": '[names]\nFrannce = "spain"\n'},
        {"creates_actors": "on"},
        {"allows_totals": "on"},
        {"source": "harbour-source"},
        {"format": "fixtures"},
    ],
)
def test_what_was_previewed_in_another_way_is_previewed_again(other, admin_client):
    make_source(slug="harbour-source")
    text = f"{HEAD}Frannce,Harbour Convention,Accession,1993\n"
    given = {"names": '[names]\nFrannce = "france"\n'}
    asked = previewed(post(admin_client, text, **given))
    answer = post(admin_client, text, "_import", previewed=asked, **given | other)
    assert answer.status_code == 200
    assert acts() == 0
    again = {"names": given["names"].replace("\n", "\r\n")}
    assert post(admin_client, text, "_import", previewed=asked, **again).status_code == 302
    assert acts() == 1


def test_a_wrong_row_is_told_with_its_line_and_offers_no_import(admin_client):
    answer = post(admin_client, f"{HEAD}France,T,Accession,1993-02-31\n")
    assert b"1 problem: nothing was imported." in answer.content
    assert b"is not a date" in answer.content
    assert b"_import" not in answer.content
    assert previewed(answer) == ""


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "content", [b"PK\x03\x04x", b"\x1f\x8bx", b"\xff\xfex", b"", b"x" * (5 * 2**20 + 1)]
)
def test_what_is_no_text_or_too_large_is_refused_before_it_is_opened(admin_client, content):
    before = digest()
    answer = post(admin_client, content)
    assert answer.status_code == 200
    assert b"errornote" in answer.content
    assert digest() == before


def test_a_name_is_decided_on_the_page(admin_client):
    text = f"{HEAD}Frannce,Harbour Convention,Accession,1993\n"
    answer = post(admin_client, text)
    assert "Names to decide" in answer.content.decode()
    decided = {"names": '[names]\nFrannce = "france"\n'}
    answer = post(admin_client, text, **decided)
    post(admin_client, text, "_import", previewed=previewed(answer), **decided)
    assert acts() == 1
    answer = post(admin_client, text, names="[names")
    assert answer.context["form"].errors.keys() == {"names"}


def client_of(group):
    user = User.objects.create(username=group, is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(user)
    return client


def imported(client, text):
    return post(client, text, "_import", previewed=previewed(post(client, text)))


def test_what_an_editor_imports_is_a_draft_that_another_person_publishes():
    editor, reviewer = client_of("editor"), client_of("reviewer")
    text = f"{HEAD}France,Harbour Convention,Accession,1993\nSpain,Harbour Convention,Accession,\n"
    before = counts()
    assert "Keep what was previewed as a draft" in post(editor, text).content.decode()
    answer = imported(editor, text)
    assert counts() == before
    draft = ChangeSet.objects.latest("pk")
    assert answer.url == reverse("admin:registry_changeset_change", args=[draft.pk])
    told = (draft.state, draft.door, draft.author.username, draft.reason)
    assert told == ("draft", "import", "editor", "Imported as table from t.csv")
    assert sorted(draft.changes.values_list("model", flat=True)) == [
        *("source", "treaty", "treatyaction", "treatyaction")
    ]
    editor.post(answer.url, {"_send": "yes"})
    assert editor.post(answer.url, {"_publish": "yes"}).status_code == 403
    seen = {"_shown": shown_on(reviewer, answer.url)}
    assert reviewer.post(answer.url, seen | {"_publish": "yes"}).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, acts()) == ("published", 2)
    again = imported(editor, text)
    assert again.url == reverse("admin:registry_source_import")
    assert ChangeSet.objects.latest("pk") == draft


def test_a_draft_holds_no_more_rows_than_a_person_reviews(monkeypatch):
    monkeypatch.setattr(import_page, "MOST_DRAFTED", 2)
    before = counts()
    answer = imported(client_of("editor"), f"{HEAD}France,Harbour Convention,Accession,1993\n")
    assert answer.context["form"].errors["file"] == [
        "A draft holds at most 2 rows: divide the file."
    ]
    assert counts() == before
    assert not ChangeSet.objects.filter(state="draft").exists()


def test_nobody_drafts_by_a_file_what_they_may_not_draft_by_hand():
    """The page asks for the right to add sources, treaties and acts; a row may need another."""
    editor, group = client_of("editor"), Group.objects.get(name="editor")
    text = f"{HEAD}Harbour,Harbour Convention,Accession,1993\n"
    names = '[names]\nHarbour = "harbour"\n[actors.harbour]\nname = "Harbour"\nkind = "state"\n'
    asked = previewed(post(editor, text, names=names))
    group.permissions.remove(group.permissions.get(codename="add_actor"))
    assert post(editor, text, "_import", names=names, previewed=asked).status_code == 403
    assert not ChangeSet.objects.filter(state="draft").exists()


def own(**fields):
    values = {"slug": "harbour-gazette", "title": "Harbour Gazette", "rank": "gazette"} | fields
    return json.dumps([{"model": "registry.source", "fields": values}])


def test_the_registrys_own_json_is_previewed_field_by_field_and_imported(admin_client):
    def sent(text, button="_preview", **given):
        return post(admin_client, text, button, format="fixtures", **given)

    before, answer = counts(), sent(own())
    assert counts() == before
    assert answer.context["lines"] == ["1 added, 0 changed, 0 wrong."]
    assert sent(own(), "_import", previewed=previewed(answer)).status_code == 302
    assert Source.objects.get(slug="harbour-gazette").title == "Harbour Gazette"
    change_set = ChangeSet.objects.latest("pk")
    assert (change_set.door, change_set.added) == ("import", 1)
    answer = sent(own(title="Harbour Bulletin"))
    assert b"Title: Harbour Gazette \xe2\x86\x92 Harbour Bulletin" in answer.content
    sent(own(title="Harbour Bulletin"), "_import", previewed=previewed(answer))
    assert Source.objects.get(slug="harbour-gazette").title == "Harbour Bulletin"
    assert ChangeSet.objects.latest("pk").changed == 1


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "treaty action harbour|firstland|signature|1, changed; Source: The gazette → "
            "The bulletin; Signed or deposited: 4 May 1951 → 5 May 1951; "
            "Depositary: nothing → Kingland",
        ),
        (
            "fr",
            "acte relatif à un traité harbour|firstland|signature|1, modifiée ; Source : "
            "The gazette → The bulletin ; Signé ou déposé : 4 mai 1951 → 5 mai 1951 ; "
            "Dépositaire : rien → Kingland",
        ),
    ],
)
def test_what_differs_is_told_by_labels_and_names(language, told, admin_client):
    make_source(slug="gazette", title="The gazette")
    make_source(slug="bulletin", title="The bulletin")
    gazette = Source.objects.get(slug="gazette")
    keeper, actor = make_actor("Kingland"), make_actor("Firstland")
    treaty = make_treaty(slug="harbour")
    make_action(treaty, actor, on="1951-05-04", source=gazette)
    fields = {"treaty": ["harbour"], "actor": [actor.slug], "kind": "signature", "number": 1}
    fields |= {"deposited_on": "1951-05-05", "depositary": [keeper.slug], "source": ["bulletin"]}
    file = json.dumps([{"model": "registry.treatyaction", "fields": fields}])
    with override(language):
        [(_row, differences)] = post(admin_client, file, format="fixtures").context["rows"]
    assert [re.sub("[\u202f\u00a0]", " ", one) for one in differences] == [told]


def test_the_differences_of_many_rows_cost_as_many_queries_as_of_few(admin_client):
    treaty, sources = make_treaty(slug="harbour"), [make_source() for _ in range(12)]
    rows = [make_action(treaty, make_actor(), on="1951", source=source) for source in sources]
    costs = []
    for number in (2, 12):
        fields = [
            {"treaty": ["harbour"], "actor": [row.actor.slug], "kind": "signature", "number": 1}
            | {"deposited_on": "1952", "source": [sources[0].slug]}
            for row in rows[:number]
        ]
        file = json.dumps([{"model": "registry.treatyaction", "fields": one} for one in fields])
        with CaptureQueriesContext(connection) as queries:
            post(admin_client, file, format="fixtures")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_own_json_that_is_wrong_is_told_and_that_of_an_editor_is_a_draft(admin_client):
    answer = post(admin_client, own(rank="hearsay"), format="fixtures")
    assert answer.context["report"].wrong == 1
    assert "hearsay" in answer.context["rows"][0][0].reasons[0]
    answer = post(admin_client, "[{", format="fixtures")
    assert answer.context["form"].errors
    editor = client_of("editor")
    shown = post(editor, own(), format="fixtures")
    given = {"format": "fixtures", "previewed": previewed(shown)}
    assert "/changeset/" in post(editor, own(), "_import", **given).url
    assert ChangeSet.objects.latest("pk").state == "draft"
    assert not Source.objects.filter(slug="harbour-gazette").exists()


def test_markup_in_a_file_is_shown_as_text(admin_client):
    answer = post(admin_client, f"{HEAD}<script>x</script>,Harbour Convention,Accession,1993\n")
    assert b"<script>x" not in answer.content
