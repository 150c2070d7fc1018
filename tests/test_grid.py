"""Many acts entered together: a set, its exceptions, a preview, and all of them or none."""

from datetime import date

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from registry.choices import ActionKind, ChangeState, Door
from registry.models import Actor, Alliance, ChangeSet, TreatyAction
from registry.models.participation import party_counts, rebuild
from tests.admin_pages import opened
from tests.factories import make_action, make_actor, make_clause, make_source, make_treaty

pytestmark = pytest.mark.django_db

RATIFICATION = ActionKind.RATIFICATION


@pytest.fixture
def signed():
    """A treaty that three signed and that two ratifications bring into force."""
    treaty = make_treaty(title="Treaty of the Grid", adopted_on="2000-01-01")
    make_clause(treaty, {"number": 2})
    for name in ("Aland", "Beland", "Celand"):
        make_action(treaty, make_actor(name), on="2000-01-02", source=make_source())
    rebuild([treaty.pk])
    return treaty


def grid_of(treaty):
    return reverse("admin:registry_treaty_grid", args=[treaty.pk])


def asked(**values):
    given = {
        "who-who": "signers",
        "act-kind": RATIFICATION,
        "act-deposited_on": "3 May 2001",
        "act-place": "Gridville",
        "act-source": make_source().slug,
        "act-again": "leave",
    }
    return given | {name.replace("__", "-"): value for name, value in values.items()}


def boxes(answer):
    """Give what a browser would post from the rows on this page."""
    formset = answer.context["grid"].formset
    data = {name: value for name, value in formset.data.items() if name.startswith("form-")}
    if confirmation := answer.context["confirmation"]:
        data["_seen"] = confirmation.seen
    return data


def listed(client, treaty, **values):
    data = asked(**values)
    answer = client.post(grid_of(treaty), data | {"_list": "1"})
    assert answer.status_code == 200
    assert answer.context["grid"], answer.context["who"].errors
    return data, answer


def row_named(answer, name):
    return next(row for row in answer.context["rows"] if name in (row.name, row.typed))


def test_a_set_is_listed_previewed_and_saved_as_a_whole(signed, admin_client):
    # What asks before somebody leaves, in the browser.
    assert "data-unsaved" not in opened(admin_client, grid_of(signed)).content.decode()
    data, answer = listed(admin_client, signed)
    assert "data-unsaved" in answer.content.decode()
    assert [row.name for row in answer.context["rows"]] == ["Aland", "Beland", "Celand"]
    assert TreatyAction.objects.filter(treaty=signed).count() == 3  # nothing is saved by a look
    told = answer.context["consequences"]
    assert (str(told.before.parties), str(told.after.parties)) == ("0", "3")
    assert str(told.after.computed_on) == "2001-05-03"
    assert "Party since 3 May 2001" in row_named(answer, "Beland").outcome
    answer = admin_client.post(grid_of(signed), data | boxes(answer) | {"_save": "1"})
    assert answer.status_code == 302
    acts = TreatyAction.objects.filter(treaty=signed, kind=RATIFICATION)
    assert {(act.actor.name, str(act.deposited_on), act.place) for act in acts} == {
        (name, "2001-05-03", "Gridville") for name in ("Aland", "Beland", "Celand")
    }
    assert all(act.source for act in acts)
    assert party_counts([signed], date(2002, 1, 1))[signed.pk].at_least == 3
    (change_set,) = ChangeSet.objects.published().of(signed)
    assert (change_set.door, change_set.added) == (Door.GRID, 3)


def test_an_exception_is_unticked_and_a_day_is_overridden_in_its_row(signed, admin_client):
    data, answer = listed(admin_client, signed)
    rows = boxes(answer) | {"form-1-on": "June 2001"}
    del rows["form-0-take"]
    answer = admin_client.post(grid_of(signed), data | rows | {"_preview": "1"})
    page = answer.content.decode()
    assert "2 acts would be added." in page
    assert "June 2001" in page
    answer = admin_client.post(grid_of(signed), data | rows | {"_save": "1"})
    assert answer.status_code == 302
    acts = TreatyAction.objects.filter(treaty=signed, kind=RATIFICATION)
    assert {(act.actor.name, str(act.deposited_on)) for act in acts} == {
        ("Beland", "2001-06"),
        ("Celand", "2001-05-03"),
    }


def test_a_withdrawal_that_no_file_may_hold_is_refused_in_its_row(signed, admin_client):
    data, answer = listed(
        admin_client, signed, act__kind=ActionKind.WITHDRAWAL, act__deposited_on="3 May 2000"
    )
    rows = boxes(answer) | {"form-1-on": "3 May 1999", "_reason": "So it is."}
    for button in ("_preview", "_save"):
        page = admin_client.post(grid_of(signed), data | rows | {button: "1"})
        assert [bool(row.errors) for row in page.context["rows"]] == [False, True, False]
        assert "A withdrawal comes after the act by which" in page.content.decode()
        assert "1 row has to be mended" in page.content.decode()
    assert not signed.actions.filter(kind=ActionKind.WITHDRAWAL).exists()


def test_a_day_still_to_come_is_told_in_its_row(signed, admin_client):
    data, answer = listed(admin_client, signed)
    rows = boxes(answer) | {"form-1-on": "June 2950"}
    answer = admin_client.post(grid_of(signed), data | rows | {"_save": "1"})
    told = [row.warnings for row in answer.context["rows"]]
    sentence = "June 2950 is still to come: what has not happened is not recorded yet."
    assert told == [[], [sentence], []]
    assert not TreatyAction.objects.filter(treaty=signed, kind=RATIFICATION).exists()


@pytest.mark.parametrize("again", ["leave", "number"])
def test_an_act_on_record_is_shown_and_left_out_or_counted_up(again, signed, admin_client):
    known = make_action(signed, Actor.objects.get(name="Beland"), RATIFICATION, "2001-02-01")
    data, answer = listed(admin_client, signed, act__again=again)
    assert "Already on record: Ratification, 1 February 2001." in answer.content.decode()
    rows = boxes(answer) | {"_reason": "Deposited in a second capital."}
    assert admin_client.post(grid_of(signed), data | rows | {"_save": "1"}).status_code == 302
    numbers = known.actor.actions.filter(kind=RATIFICATION).order_by("number")
    expected = [1] if again == "leave" else [1, 2]
    assert [act.number for act in numbers] == expected


def test_one_row_that_is_wrong_keeps_all_from_being_saved(signed, admin_client):
    data, answer = listed(admin_client, signed)
    rows = boxes(answer) | {"form-2-on": "31 February 2001"}
    answer = admin_client.post(grid_of(signed), data | rows | {"_save": "1"})
    assert answer.status_code == 200
    assert answer.context["with_errors"] == 1
    assert "31 February 2001" in answer.content.decode()
    assert signed.actions.count() == 3


def test_a_name_that_nobody_bears_is_told_in_the_language_of_the_page(signed, admin_client):
    data = asked(who__who="names", who__pasted="Newgridea") | {"_list": "1"}
    with override("fr"):
        (row,) = admin_client.post(grid_of(signed), data).context["rows"]
    assert row.errors[0].startswith("Aucun acteur ne s")


@pytest.mark.parametrize("wrong", [{"on": "foo"}, {"on": "2001 | 2002"}, {"kind": "blah"}])
def test_a_row_that_is_not_ticked_may_hold_anything(wrong, signed, admin_client):
    data, answer = listed(admin_client, signed)
    rows = boxes(answer) | {f"form-1-{box}": text for box, text in wrong.items()}
    del rows["form-1-take"]
    answer = admin_client.post(grid_of(signed), data | rows | {"_preview": "1"})
    assert not answer.context["with_errors"]
    assert next(iter(wrong.values())) in answer.content.decode()
    assert admin_client.post(grid_of(signed), data | rows | {"_save": "1"}).status_code == 302
    assert signed.actions.filter(kind=RATIFICATION).count() == 2


def test_what_is_wrong_in_a_box_for_all_rows_is_told_there_once(signed, admin_client):
    data, answer = listed(admin_client, signed)
    data["act-place"] = "New\tYork"
    answer = admin_client.post(grid_of(signed), data | boxes(answer) | {"_save": "1"})
    (told,) = answer.context["act"].errors["place"]
    assert "character 4 is U+0009" in told
    assert answer.content.decode().count("U+0009") == 1
    assert not answer.context["with_errors"]
    assert signed.actions.count() == 3


def test_where_no_row_has_an_act_to_save_that_is_said(signed, admin_client):
    make_action(signed, Actor.objects.get(name="Beland"), RATIFICATION, "2001-02-01")
    data, answer = listed(admin_client, signed)
    rows = boxes(answer)
    del rows["form-0-take"], rows["form-2-take"]
    page = admin_client.post(grid_of(signed), data | rows | {"_preview": "1"}).content.decode()
    assert "Nothing was saved" not in page
    assert "Save 0 acts" not in page
    page = admin_client.post(grid_of(signed), data | rows | {"_save": "1"}).content.decode()
    assert "Nothing was saved: no row is ticked whose act is not on record already." in page


def test_a_warning_is_overridden_with_a_reason_that_is_kept(signed, admin_client):
    data, answer = listed(admin_client, signed, act__kind=ActionKind.ACCESSION)
    page = answer.content.decode()
    assert "accession is consent without signature" in page
    rows = boxes(answer)
    answer = admin_client.post(grid_of(signed), data | rows | {"_save": "1"})
    assert answer.context["is_confirmation_missing"]
    unseen = rows | {"_reason": "So it says.", "_seen": "other warnings"}
    answer = admin_client.post(grid_of(signed), data | unseen | {"_save": "1"})
    assert answer.context["is_confirmation_missing"]
    assert signed.actions.count() == 3
    told = rows | {"_reason": "So says the depositary."}
    assert admin_client.post(grid_of(signed), data | told | {"_save": "1"}).status_code == 302
    history = admin_client.get(reverse("admin:registry_treaty_history", args=[signed.pk]))
    assert "So says the depositary." in history.content.decode()


def test_the_sets_are_those_of_the_day(admin_client, signed):
    founding = make_treaty(stated_in_force_on="1990-01-01")
    early, late = make_actor("Earlyland"), make_actor("Lateland")
    make_action(founding, early, RATIFICATION, "1990-01-01")
    make_action(founding, late, RATIFICATION, "2010-01-01")
    rebuild([founding.pk])
    alliance = Alliance.objects.create(slug="gridpact", name="Grid Pact", treaty=founding)
    names = {}
    for who, day in (("members", "2001"), ("members", "2011"), ("parties", "2011")):
        about = {"who__alliance": alliance.slug, "who__treaty": founding.slug}
        _, answer = listed(admin_client, signed, who__who=who, who__as_at=day, **about)
        names[who, day] = [row.name for row in answer.context["rows"]]
    assert names == {
        ("members", "2001"): ["Earlyland"],
        ("members", "2011"): ["Earlyland", "Lateland"],
        ("parties", "2011"): ["Earlyland", "Lateland"],
    }
    make_action(signed, Actor.objects.get(name="Aland"), RATIFICATION, "2000-02-01")
    rebuild([signed.pk])
    _, answer = listed(admin_client, signed, who__who="waiting")
    assert [row.name for row in answer.context["rows"]] == ["Beland", "Celand"]


def test_pasted_names_that_nobody_bears_stand_beside_a_choice(signed, admin_client):
    renamed = make_actor("Newgridia")
    renamed.names.create(name="Oldgridia", until="2010-01-01")
    pasted = (
        "Participant\tRatification\n"
        "Oldgridia\t1 May 2001\nNewgridea\t2 May 2001\nBeland\t3 May 2001 a"
    )
    data, answer = listed(admin_client, signed, who__who="names", who__pasted=pasted)
    assert row_named(answer, "Oldgridia").actor == renamed
    wrong = row_named(answer, "Newgridea")
    assert wrong.actor is None
    assert renamed in wrong.suggestions
    assert wrong.errors
    rows = boxes(answer)
    refused = admin_client.post(grid_of(signed), data | rows | {"_save": "1"})
    assert refused.status_code == 200
    assert "Newgridea" in refused.content.decode()
    rows |= {"form-1-pick": renamed.slug}
    answer = admin_client.post(grid_of(signed), data | rows | {"_preview": "1"})
    assert row_named(answer, "Newgridea").actor == renamed
    del rows["form-1-take"]
    rows |= {"_reason": "So says the page.", "_seen": ""}
    answer = admin_client.post(grid_of(signed), data | rows | {"_preview": "1"})
    rows["_seen"] = answer.context["confirmation"].seen
    assert admin_client.post(grid_of(signed), data | rows | {"_save": "1"}).status_code == 302
    acts = signed.actions.exclude(kind=ActionKind.SIGNATURE).order_by("deposited_earliest")
    assert [(act.actor.name, act.kind) for act in acts] == [
        ("Newgridia", RATIFICATION),
        ("Beland", ActionKind.ACCESSION),
    ]


def test_what_was_pasted_and_not_read_is_told_until_it_is_settled_in_its_row(signed, admin_client):
    pasted = "State\tSealed\nBeland\t5 May 2002"
    data, answer = listed(admin_client, signed, who__who="names", who__pasted=pasted)
    (row,) = answer.context["rows"]
    assert "Not all of “| 5 May 2002” is read" in row.errors[0]
    refused = admin_client.post(grid_of(signed), data | boxes(answer) | {"_save": "1"})
    assert refused.context["with_errors"] == 1
    assert signed.actions.count() == 3
    rows = boxes(answer) | {"form-0-on": "5 May 2002"}
    assert admin_client.post(grid_of(signed), data | rows | {"_save": "1"}).status_code == 302
    assert str(signed.actions.get(kind=RATIFICATION).deposited_on) == "2002-05-05"


def test_a_name_that_was_not_borne_that_day_is_a_warning(signed, admin_client):
    renamed = make_actor("Newgridia")
    renamed.names.create(name="Oldgridia", until="2010-01-01")
    _, answer = listed(admin_client, signed, who__who="names", who__pasted="Newgridia")
    (warning,) = row_named(answer, "Oldgridia").warnings[-1:]
    assert "“Newgridia” was not its name that day: it was Oldgridia." in warning


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"act-source": "no such page"}, "No source has these words."),
        ({"act-source": "Source"}, "Several records have these words."),
        ({"act-deposited_on": "some day"}, "is not a date"),
        ({"who-who": "members"}, "Name the alliance."),
        ({"who-who": "names"}, "Paste the names"),
        ({"who-who": "waiting", "who-treaty": "no such treaty"}, "No treaty has these words."),
        ({"who-who": "names", "who-pasted": "Beland\n" * 201}, "at a time, and these are 201"),
    ],
)
def test_bad_input_is_told_beside_its_box_and_kept(given, told, signed, admin_client):
    make_source()
    answer = admin_client.post(grid_of(signed), asked() | given | {"_list": "1"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert told in page
    assert signed.actions.count() == 3


@pytest.mark.long
def test_two_hundred_rows_cost_as_many_queries_as_ten_and_fit_into_one_form(admin_client):
    costs = []
    for number in (10, 200):
        treaty = make_treaty()
        make_clause(treaty, {"number": 2})
        names = [f"State {treaty.pk} {index}" for index in range(number)]
        Actor.objects.bulk_create(
            Actor(slug=name.lower().replace(" ", "-"), name=name, kind="state") for name in names
        )
        pasted = "State\tRatification\n" + "".join(f"{name}\t1 May 2001\n" for name in names)
        data, answer = listed(admin_client, treaty, who__who="names", who__pasted=pasted)
        data |= boxes(answer) | {"_save": "1", "_reason": "All of them.", "_seen": "x"}
        assert len(data) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.post(grid_of(treaty), data).status_code == 302
        assert treaty.actions.count() == number
        assert len(queries) <= 81
        # SQLite takes so many values at a time that rows go in by batches.
        costs.append(sum(not query["sql"].startswith("INSERT") for query in queries))
    assert costs[0] == costs[1]


def test_a_colleague_who_was_faster_is_told_of_and_nothing_is_half_saved(
    signed, admin_client, monkeypatch
):
    data, answer = listed(admin_client, signed)
    make = TreatyAction.objects.bulk_create

    def slow(acts):
        make_action(signed, acts[0].actor, RATIFICATION, "2001-05-03")
        return make(acts)

    monkeypatch.setattr(type(TreatyAction.objects), "bulk_create", lambda self, acts: slow(acts))
    answer = admin_client.post(grid_of(signed), data | boxes(answer) | {"_save": "1"})
    assert answer.status_code == 200
    assert "Someone else has just recorded one of these acts." in answer.content.decode()


def test_what_an_editor_enters_waits_for_a_review(signed, client):
    editor = User.objects.create_user("editor", password="a", is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(content_type__app_label="registry"))
    client.force_login(editor)
    data, answer = listed(client, signed)
    answer = client.post(grid_of(signed), data | boxes(answer) | {"_save": "1"})
    draft = ChangeSet.objects.get(author=editor)
    assert answer.url == reverse("admin:registry_changeset_change", args=[draft.pk])
    assert (draft.door, draft.state, draft.added) == (Door.GRID, ChangeState.DRAFT, 3)
    assert signed.actions.count() == 3
    assert not signed.actions.filter(kind=RATIFICATION).exists()


def test_who_may_not_add_acts_may_not_open_the_grid(signed, client):
    viewer = User.objects.create_user("viewer", password="a", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(viewer)
    assert client.get(grid_of(signed)).status_code == 403
    assert client.post(grid_of(signed), asked() | {"_list": "1"}).status_code == 403


@pytest.mark.parametrize("key", ["x", "0", "9" * 25, "%00"])
def test_the_grid_of_no_treaty_leads_back(key, admin_client):
    answer = admin_client.get(f"/admin/registry/treaty/{key}/grid/")
    assert answer.status_code in (302, 404)


def test_a_post_that_no_browser_sends_is_answered(signed, admin_client):
    for data in (
        {},
        {"_save": "1"},
        {"form-TOTAL_FORMS": "9999999", "form-INITIAL_FORMS": "x", "_preview": "1"},
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-who": "\0", "_save": "1"},
        asked() | {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-take": "on"},
    ):
        assert admin_client.post(grid_of(signed), data).status_code == 200
    assert signed.actions.count() == 3


def test_the_page_of_a_treaty_leads_to_its_grid(signed, admin_client):
    page = opened(admin_client, reverse("admin:registry_treaty_change", args=[signed.pk]))
    assert grid_of(signed) in page.content.decode()
    assert opened(admin_client, grid_of(signed)).context["original"] == signed
