"""A synthetic registry is the same for the same seed, and nothing is wrong with it."""

from collections import Counter

import pytest
from django.core.management import CommandError, call_command

from registry.choices import ActionKind
from registry.management.sample import Sizes, sample_records
from registry.models import Participation, Treaty, TreatyAction
from registry.models.participation import stale
from tests.small_registry import clear

SIZES = Sizes(treaties=60, actions=700)


def test_the_same_seed_gives_the_same_registry_and_another_one_another():
    first, again, other = (list(sample_records(SIZES, seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_sample_has_the_size_asked_for_and_every_kind_of_thing():
    counts = Counter(record["model"] for record in sample_records(Sizes(3000, 36_000), 1))
    assert 3000 <= counts["registry.treaty"] <= 3100
    assert 30_000 <= counts["registry.treatyaction"] <= 42_000
    for model in ("statement", "alliance", "ratificationprotocol", "mission", "listedactor"):
        assert counts[f"registry.{model}"], model


@pytest.mark.django_db
def test_a_sample_loads_into_the_database_and_what_follows_is_right():
    clear()
    call_command(
        "generate_sample", treaties=SIZES.treaties, actions=SIZES.actions, seed=3, verbosity=0
    )
    assert Treaty.objects.count() == SIZES.treaties
    assert TreatyAction.objects.filter(kind=ActionKind.SIGNATURE).exists()
    assert Participation.objects.exists()
    assert not stale()


@pytest.mark.django_db
@pytest.mark.parametrize("options", [[], ["--jsonl"], ["--gzip"], ["--jsonl", "--gzip"]])
def test_files_of_a_sample_are_fixture_files(options, tmp_path):
    call_command("generate_sample", tmp_path, "--treaties", "5", *options, verbosity=0)
    names = {path.name.partition(".")[0] for path in tmp_path.iterdir()}
    assert {"sources", "actors", "treaties", "actions"} <= names


def test_a_sample_of_nothing_is_refused(tmp_path):
    with pytest.raises(CommandError, match="at least one treaty"):
        call_command("generate_sample", tmp_path, treaties=0)
