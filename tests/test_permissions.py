"""Who may do what: every page of the admin for every kind of person, in one table."""

import itertools

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from registry.admin.base import DERIVED, site
from registry.admin.signing_in import AWAITED
from registry.choices import ChangeState, Door
from registry.models import FIXTURES, ChangeSet, Source, Treaty, TreatyAction
from tests.admin_pages import opened, posted, saved, shown_on, url
from tests.factories import make_action, make_actor, make_source, make_treaty
from tests.test_admin import make

pytestmark = pytest.mark.django_db

ROLES = (
    *("anonymous", "inactive", "without rights", "viewer", "editor", "reviewer"),
    *("administrator", "superuser"),
)
# A superuser whose password was right and whose code is awaited, and one whose session is older
# than the device: nobody, until the code is given.
HALF = ("half signed in", "without the code")
EVERYBODY = (*ROLES, *HALF)
PARTS = 4  # so that no worker is left with all of it
GIVEN = {"viewer": {"view"}, "editor": {"view", "add", "change", "delete"}}
GROUPS = ("viewer", "editor", "reviewer", "administrator")
RECORDS = [model for models in FIXTURES.values() for model in models]


def expected(*statuses):
    """Give the answer for each role; those who are half signed in are nobody."""
    told = dict(zip(ROLES, statuses, strict=True))
    return told | dict.fromkeys(HALF, told["anonymous"])


# For each role of ROLES. 302 leads to the login, or on from a page that only forwards.
STAFF = expected(302, 302, 200, 200, 200, 200, 200, 200)
VIEW = expected(302, 302, 403, 200, 200, 200, 200, 200)
EDIT = expected(302, 302, 403, 403, 200, 200, 200, 200)
ACCOUNTS = expected(302, 302, 403, 403, 403, 403, 200, 200)
SUPERUSER = expected(302, 302, 403, 403, 403, 403, 403, 200)
NOBODY = expected(302, 302, 403, 403, 403, 403, 403, 403)
METHOD = expected(302, 302, 405, 405, 405, 405, 405, 405)
FORWARDS = expected(302, 302, 302, 302, 302, 302, 302, 302)
HISTORY_OF_A_SET = FORWARDS

PAGES = {
    "index": STAFF,
    "login": expected(200, 200, 302, 302, 302, 302, 302, 302) | dict.fromkeys(HALF, 302),
    "login_code": FORWARDS | dict.fromkeys(HALF, 200),
    "second_factor": STAFF,
    "logout": METHOD,
    "password_change": STAFF,
    "password_change_done": STAFF,
    "autocomplete": expected(302, 302, 403, 200, 200, 200, 200, 200),
    "jsi18n": STAFF,
    "view_on_site": FORWARDS,
    "app_list": VIEW | {"without rights": 404},
    "auth_user_changelist": ACCOUNTS,
    "auth_user_add": ACCOUNTS,
    "auth_user_change": ACCOUNTS,
    "auth_user_history": ACCOUNTS,
    "auth_user_delete": SUPERUSER,
    "auth_user_password_change": ACCOUNTS,
    "auth_user_second_factor": ACCOUNTS,
    "auth_group_changelist": ACCOUNTS,
    "auth_group_add": SUPERUSER,
    "auth_group_change": ACCOUNTS,
    "auth_group_history": ACCOUNTS,
    "auth_group_delete": SUPERUSER,
    "registry_changeset_changelist": VIEW,
    "registry_changeset_add": NOBODY,
    "registry_changeset_change": VIEW,
    "registry_changeset_history": HISTORY_OF_A_SET,
    "registry_changeset_delete": NOBODY,
    "registry_treaty_grid": EDIT,
    "registry_source_import": EDIT,
    "search": STAFF,
    "quality": STAFF,
    "grid": FORWARDS,
    "save_filter": METHOD,
    "forget_filter": METHOD,
}
for model in (*RECORDS, *DERIVED):
    PAGES[f"registry_{model._meta.model_name}_export"] = VIEW
for model in RECORDS:
    name = f"registry_{model._meta.model_name}"
    PAGES |= {f"{name}_{page}": VIEW for page in ("changelist", "change", "history")}
    PAGES |= {f"{name}_{page}": EDIT for page in ("add", "delete")}
for model in DERIVED:
    name = f"registry_{model._meta.model_name}"
    PAGES |= {f"{name}_{page}": VIEW for page in ("changelist", "change", "history")}
    PAGES |= {f"{name}_{page}": NOBODY for page in ("add", "delete")}

SAMPLE = ("source", "participation", "user")
numbers = itertools.count(1)


def names_of(patterns):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name


def client_of(role):
    """Log in whoever has this role; an account that was disabled keeps its cookie."""
    client = Client()
    if role == "anonymous":
        return client
    user = User(username=f"{role} {next(numbers)}", is_staff=True)
    user.is_superuser = role == "superuser" or role in HALF
    user.set_unusable_password()
    user.save()
    if role in GROUPS:
        user.groups.add(Group.objects.get(name=role))
    if role == "half signed in":
        user.set_password("right")
        user.save()
    else:
        client.force_login(user)
    client.user = user
    if role in HALF:
        TOTPDevice.objects.create(user=user, name="device")
    if role == "half signed in":
        client.post(reverse("admin:login"), {"username": user.username, "password": "right"})
        assert "code_awaited" in client.session
    if role == "inactive":
        User.objects.filter(pk=user.pk).update(is_active=False)
    return client


def address(name):
    """Give an address of that page, for a record of its own where it needs one."""
    if name == "autocomplete":
        query = "app_label=registry&model_name=treatyaction&field_name=actor&term=a"
        return f"{reverse('admin:autocomplete')}?{query}"
    if name == "app_list":
        return reverse("admin:app_list", args=["registry"])
    model = next(
        (
            m
            for m in site._registry
            if name.startswith(f"{m._meta.app_label}_{m._meta.model_name}_")
        ),
        None,
    )
    if name == "forget_filter":
        return reverse("admin:forget_filter", args=[1])
    if name.endswith("_export"):
        return reverse(f"admin:{name}", args=["csv"])
    if model is None or name.endswith(("_changelist", "_add", "_import")):
        args = [] if name != "view_on_site" else view_on_site()
        return reverse(f"admin:{name}", args=args)
    if model is User:
        record = User.objects.create(username=f"someone {next(numbers)}")
    elif model is Group:
        record = Group.objects.get(name="viewer")
    elif model is ChangeSet:
        record = ChangeSet.objects.create(subject="Made")
    else:
        record = make(model)
    return reverse(f"admin:{name}", args=[record.pk])


def view_on_site():
    types = Permission.objects.filter(content_type__model="source").values_list("content_type")
    return [types[0][0], make_source().pk]


def test_every_page_of_the_admin_stands_in_the_table():
    found = {*names_of(site.get_urls())}
    assert len(found) > 100
    assert found == PAGES.keys()


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_opens_for_whom_the_table_says(part):
    clients = {role: client_of(role) for role in EVERYBODY}
    for name in [*PAGES][part::PARTS]:
        path = address(name)
        found = {role: client.get(path).status_code for role, client in clients.items()}
        assert found == PAGES[name], name


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", [name for name in PAGES if {*name.split("_")[1:]} & {*SAMPLE}])
def test_a_sample_of_pages_opens_for_whom_the_table_says(name):
    path = address(name)
    assert {role: client_of(role).get(path).status_code for role in EVERYBODY} == PAGES[name]


@pytest.mark.sampled(4)
@pytest.mark.parametrize("role", EVERYBODY)
def test_whom_a_page_does_not_serve_cannot_post_to_it(role):
    """Each posts what the page would, straight to it: the right is checked there, not in a menu."""
    treaty = make_treaty()
    action = make_action(treaty, make_actor())
    root = client_of("superuser")
    filled = posted(opened(root, url(Treaty, "change", treaty.pk)), title="Posted")
    listed = {"action": "delete_selected", "_selected_action": [action.pk], "post": "yes"}
    client = client_of(role)
    answers = [
        client.post(url(Treaty, "change", treaty.pk), filled),
        client.post(url(Treaty, "add"), filled),
        client.post(url(Treaty, "delete", treaty.pk), {"post": "yes"}),
    ]
    may = EDIT[role] == 200
    assert may or {answer.status_code for answer in answers} == {403}
    client.post(url(TreatyAction, "changelist"), listed)
    treaty.refresh_from_db()
    assert treaty.actions.count() == 1
    assert treaty.title == ("Posted" if role == "superuser" else f"Treaty {treaty.slug[7:]}")


@pytest.mark.sampled(4)
@pytest.mark.parametrize("role", EVERYBODY)
def test_a_file_is_imported_by_whoever_publishes_alone_and_drafted_by_whoever_edits(role):
    client, root = client_of(role), client_of("superuser")
    text = "country,treaty,kind,date\nFrance,Harbour Convention,Accession,1993\n"
    seen = posted_file(root, text, "_preview").context["form"]["previewed"].value()
    answer = posted_file(client, text, "_import", previewed=seen)
    assert answer.status_code == (302 if EDIT[role] == 200 else 403)
    assert TreatyAction.objects.filter(treaty__slug="harbour-convention").count() == (
        role == "superuser"
    )
    drafts = ChangeSet.objects.filter(state=ChangeState.DRAFT, door=Door.IMPORT)
    assert drafts.count() == (role in ("editor", "reviewer", "administrator"))


def posted_file(client, text, button, **fields):
    file = SimpleUploadedFile("t.csv", text.encode())
    given = {"format": "table", "file": file, button: "yes"} | fields
    return client.post(reverse("admin:registry_source_import"), given)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("role", EVERYBODY)
def test_who_decides_about_a_set_of_another_person(role):
    author = client_of("editor")
    decisions = {
        "_send": expected(403, 403, 403, 403, 403, 403, 403, 403),
        "_publish": expected(403, 403, 403, 403, 403, 302, 302, 302),
        "_send_back": expected(403, 403, 403, 403, 403, 302, 302, 302),
        "_withdraw": expected(403, 403, 403, 403, 403, 302, 302, 302),
    }
    client = client_of(role)
    for decision, statuses in decisions.items():
        source = make_source()
        saved(author, url(Source, "change", source.pk), title="Proposed")
        draft = ChangeSet.objects.order_by("-pk")[0]
        path = url(ChangeSet, "change", draft.pk)
        if decision != "_send":
            author.post(path, {"_send": "yes"})
        seen = {"_shown": shown_on(client, path)}
        answer = client.post(path, seen | {decision: "yes", "note": "Why?"})
        assert answer.status_code == statuses[role], decision
        source.refresh_from_db()
        is_public = decision == "_publish" and role in ("reviewer", "administrator", "superuser")
        assert (source.title == "Proposed") == is_public
        assert author.post(path, {"_publish": "yes", "_alone": "on"}).status_code == 403


def test_a_right_that_is_taken_away_is_gone_with_the_next_request():
    client = client_of("editor")
    path = url(Treaty, "add")
    assert client.get(path).status_code == 200
    client.user.groups.clear()
    assert client.get(path).status_code == 403
    User.objects.filter(pk=client.user.pk).update(is_active=False)
    assert client.get(path).status_code == 302


@pytest.mark.parametrize("closed", ["is_active", "is_staff"])
def test_an_account_that_is_closed_and_opened_again_has_no_session_left(closed, admin_client):
    client, other = client_of("editor"), client_of("editor")
    half = Client()
    half.cookies["sessionid"] = half_signed_in_by(client.user)
    desk, path = reverse("admin:index"), reverse("admin:auth_user_change", args=[client.user.pk])
    given = {"username": "clerk", "is_active": "on", "is_staff": "on"}
    given |= {"date_joined_0": "2020-01-01", "date_joined_1": "00:00:00"}
    given |= {"groups": [group.pk for group in client.user.groups.all()]}
    assert admin_client.post(path, given).status_code == 302
    assert client.get(desk).status_code == 200
    for boxes in (given | {closed: ""}, given):
        assert admin_client.post(path, boxes).status_code == 302
    assert client.get(desk).status_code == 302
    assert not half.session.keys()
    assert other.get(desk).status_code == 200


def half_signed_in_by(user):
    """Begin a session that awaits a code of this person, and give its key."""
    session = SessionStore()
    session[AWAITED] = {"user": user.pk}
    session.create()
    return session.session_key


def test_an_administrator_makes_nobody_a_superuser_and_sees_none():
    client, root = client_of("administrator"), client_of("superuser")
    account = User.objects.create_user("clerk", password="a")
    path = reverse("admin:auth_user_change", args=[account.pk])
    given = {"username": "clerk", "is_active": "on", "is_staff": "on", "is_superuser": "on"}
    given |= {"date_joined_0": "2020-01-01", "date_joined_1": "00:00:00"}
    everything = [*Permission.objects.values_list("pk", flat=True)]
    viewer = Group.objects.get(name="viewer")
    answer = client.post(path, given | {"user_permissions": everything, "groups": [viewer.pk]})
    assert answer.status_code == 302
    account.refresh_from_db()
    assert (account.is_staff, account.is_superuser) == (True, False)
    assert not account.user_permissions.exists()
    assert [*account.groups.all()] == [viewer]
    for page in ("change", "password_change"):
        path = reverse(f"admin:auth_user_{page}", args=[root.user.pk])
        assert client.get(path).status_code in (302, 404)


def test_the_groups_have_rights_over_every_record():
    for model in RECORDS:
        name = model._meta.model_name
        for group, actions in GIVEN.items():
            rights = Group.objects.get(name=group).permissions
            held = rights.filter(content_type__model=name, content_type__app_label="registry")
            assert {right.codename for right in held} == {f"{action}_{name}" for action in actions}
