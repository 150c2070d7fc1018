import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import registry.dates.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=100)),
            ],
            options={
                "verbose_name_plural": "activities",
                "ordering": ["name", "slug"],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("title", models.CharField(max_length=500)),
                ("publisher", models.CharField(blank=True, max_length=200)),
                (
                    "url",
                    models.CharField(
                        blank=True,
                        max_length=1000,
                        validators=[
                            django.core.validators.URLValidator(
                                message="A web address starts with http:// or https://.",
                                schemes=["http", "https"],
                            )
                        ],
                        verbose_name="web address",
                    ),
                ),
                (
                    "archived_url",
                    models.CharField(
                        blank=True,
                        max_length=1000,
                        validators=[
                            django.core.validators.URLValidator(
                                message="A web address starts with http:// or https://.",
                                schemes=["http", "https"],
                            )
                        ],
                        verbose_name="archived copy",
                    ),
                ),
                (
                    "published_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="published"
                    ),
                ),
                (
                    "retrieved_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="retrieved"
                    ),
                ),
                (
                    "rank",
                    models.CharField(
                        choices=[
                            ("depositary", "Depositary"),
                            ("gazette", "Official gazette or treaty series"),
                            ("official", "Other official publication"),
                            ("dataset", "Scholarly dataset or encyclopedia"),
                            ("press", "Press"),
                        ],
                        help_text="How close the source stands to the fact: the depositary first, the press last.",
                        max_length=20,
                    ),
                ),
                (
                    "published_earliest",
                    registry.dates.fields.DateBound(
                        of="published_on", verbose_name="published (earliest)"
                    ),
                ),
                (
                    "published_latest",
                    registry.dates.fields.DateBound(
                        of="published_on", verbose_name="published (latest)"
                    ),
                ),
                (
                    "retrieved_earliest",
                    registry.dates.fields.DateBound(
                        of="retrieved_on", verbose_name="retrieved (earliest)"
                    ),
                ),
                (
                    "retrieved_latest",
                    registry.dates.fields.DateBound(
                        of="retrieved_on", verbose_name="retrieved (latest)"
                    ),
                ),
            ],
            options={
                "ordering": ["slug"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("url", ""), _negated=True),
                        fields=("url",),
                        name="source_page_is_recorded_once",
                        violation_error_message="A source with this web address is already recorded.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "model",
                    models.CharField(
                        help_text="The kind of record in question, such as partnership.",
                        max_length=40,
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        help_text="The record's natural key, its parts joined by a vertical bar.",
                        max_length=300,
                        verbose_name="natural key",
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        help_text="The fact in question, such as since.", max_length=60
                    ),
                ),
                ("value", models.CharField(help_text="What this source says.", max_length=300)),
                ("pinpoint", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": ["model", "key", "field", "source__slug", "value"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("model", "key", "field", "source", "value"),
                        name="claim_is_made_once_by_a_source",
                        violation_error_message="This source's claim about this fact is already recorded.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=100)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="registry.topic",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "slug"],
            },
        ),
        migrations.CreateModel(
            name="Treaty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("slug", models.SlugField(max_length=120, unique=True)),
                ("title", models.CharField(max_length=500)),
                ("short_title", models.CharField(blank=True, max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("treaty", "Treaty"),
                            ("convention", "Convention"),
                            ("covenant", "Covenant"),
                            ("charter", "Charter"),
                            ("statute", "Statute"),
                            ("agreement", "Agreement"),
                            ("protocol", "Protocol"),
                            ("amendment", "Amendment"),
                            ("pact", "Pact"),
                            ("exchange_of_notes", "Exchange of notes"),
                            ("arrangement", "Arrangement"),
                            ("memorandum", "Memorandum of understanding"),
                            ("declaration", "Declaration"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("bilateral", "Bilateral"),
                            ("plurilateral", "Plurilateral"),
                            ("multilateral", "Multilateral"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "is_binding",
                    models.BooleanField(
                        default=True,
                        help_text="An arrangement or memorandum that is not meant to bind is not a treaty.",
                        verbose_name="binding",
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                (
                    "adopted_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True,
                        bounds=False,
                        help_text="The day the text was fixed by a conference or an organ.",
                        verbose_name="adopted",
                    ),
                ),
                ("adopted_by", models.CharField(blank=True, max_length=300)),
                (
                    "concluded_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True,
                        bounds=False,
                        help_text="The day of signature, or of opening for signature.",
                        verbose_name="concluded",
                    ),
                ),
                (
                    "concluded_at",
                    models.CharField(
                        blank=True,
                        help_text="Place or places of conclusion.",
                        max_length=200,
                        verbose_name="place",
                    ),
                ),
                (
                    "dating_note",
                    models.CharField(
                        blank=True, help_text="How the instrument dates itself.", max_length=300
                    ),
                ),
                (
                    "opens_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="opens for signature"
                    ),
                ),
                (
                    "closes_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="closes for signature"
                    ),
                ),
                (
                    "stated_in_force_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True,
                        bounds=False,
                        help_text="As the depositary or a treaty series states it, beside what the clause gives.",
                        verbose_name="entry into force as stated",
                    ),
                ),
                (
                    "ended_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="ended"
                    ),
                ),
                (
                    "end_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("expired", "Expired by its terms"),
                            ("terminated", "Terminated by agreement"),
                            ("superseded", "Superseded by a later treaty"),
                            ("denounced", "Denounced"),
                            ("renewed", "Replaced on renewal"),
                            ("fulfilled", "Fulfilled"),
                            ("lapsed", "Lapsed"),
                        ],
                        max_length=20,
                        verbose_name="ground",
                    ),
                ),
                ("duration", models.CharField(blank=True, max_length=300)),
                (
                    "notice_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("days", "So many days after"),
                            ("months", "So many months after"),
                            ("first_of_month", "First day of the n-th month after the month"),
                            (
                                "days_then_first_of_month",
                                "First day of the month after so many days",
                            ),
                        ],
                        max_length=30,
                        verbose_name="notice of withdrawal",
                    ),
                ),
                (
                    "notice",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How long after its notification a withdrawal takes effect (VCLT art. 56(2)).",
                        null=True,
                        verbose_name="length of notice",
                    ),
                ),
                (
                    "coverage",
                    models.CharField(
                        choices=[("complete", "All of them"), ("partial", "Some of them")],
                        default="partial",
                        help_text="Whether every signature and consent is recorded. Otherwise counts are “at least”, and no absence is told as a no.",
                        max_length=10,
                        verbose_name="acts on record",
                    ),
                ),
                (
                    "covered_until",
                    models.DateField(
                        blank=True,
                        help_text="The last day for which the record is complete; empty where it is kept up.",
                        null=True,
                        verbose_name="complete until",
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "adopted_earliest",
                    registry.dates.fields.DateBound(
                        of="adopted_on", verbose_name="adopted (earliest)"
                    ),
                ),
                (
                    "adopted_latest",
                    registry.dates.fields.DateBound(
                        of="adopted_on", verbose_name="adopted (latest)"
                    ),
                ),
                (
                    "concluded_earliest",
                    registry.dates.fields.DateBound(
                        of="concluded_on", verbose_name="concluded (earliest)"
                    ),
                ),
                (
                    "concluded_latest",
                    registry.dates.fields.DateBound(
                        of="concluded_on", verbose_name="concluded (latest)"
                    ),
                ),
                (
                    "opens_earliest",
                    registry.dates.fields.DateBound(
                        of="opens_on", verbose_name="opens for signature (earliest)"
                    ),
                ),
                (
                    "opens_latest",
                    registry.dates.fields.DateBound(
                        of="opens_on", verbose_name="opens for signature (latest)"
                    ),
                ),
                (
                    "closes_earliest",
                    registry.dates.fields.DateBound(
                        of="closes_on", verbose_name="closes for signature (earliest)"
                    ),
                ),
                (
                    "closes_latest",
                    registry.dates.fields.DateBound(
                        of="closes_on", verbose_name="closes for signature (latest)"
                    ),
                ),
                (
                    "stated_in_force_earliest",
                    registry.dates.fields.DateBound(
                        of="stated_in_force_on",
                        verbose_name="entry into force as stated (earliest)",
                    ),
                ),
                (
                    "stated_in_force_latest",
                    registry.dates.fields.DateBound(
                        of="stated_in_force_on", verbose_name="entry into force as stated (latest)"
                    ),
                ),
                (
                    "ended_earliest",
                    registry.dates.fields.DateBound(of="ended_on", verbose_name="ended (earliest)"),
                ),
                (
                    "ended_latest",
                    registry.dates.fields.DateBound(of="ended_on", verbose_name="ended (latest)"),
                ),
                (
                    "ended_source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the end was read.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="treaty_ends",
                        to="registry.source",
                    ),
                ),
                (
                    "in_force_source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the stated entry into force was read.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries_into_force",
                        to="registry.source",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
                (
                    "topics",
                    models.ManyToManyField(
                        blank=True, related_name="treaties", to="registry.topic"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "treaties",
                "ordering": [
                    models.OrderBy(models.F("concluded_earliest"), nulls_last=True),
                    "slug",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stated_in_force_latest", None),
                            ("adopted_earliest", None),
                            ("stated_in_force_latest__gte", models.F("adopted_earliest")),
                            _connector="OR",
                        ),
                        name="treaty_is_in_force_after_adoption",
                        violation_error_message="A treaty cannot enter into force before it is adopted.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_latest", None),
                            ("stated_in_force_earliest", None),
                            ("ended_latest__gte", models.F("stated_in_force_earliest")),
                            _connector="OR",
                        ),
                        name="treaty_ends_after_entry_into_force",
                        violation_error_message="A treaty cannot end before it enters into force.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("notice", None), ("notice_kind", "")),
                            models.Q(
                                models.Q(("notice_kind", ""), _negated=True), ("notice__gte", 0)
                            ),
                            _connector="OR",
                        ),
                        name="treaty_notice_has_a_kind_and_a_length",
                        violation_error_message="The notice of withdrawal has both a kind and a length.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_ground", ""), ("ended_on", "")),
                            models.Q(
                                models.Q(("ended_on", ""), _negated=True),
                                models.Q(("end_ground", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="treaty_end_has_a_day_and_a_ground",
                        violation_error_message="The end of a treaty has both a date and a ground; write ../.. where the day is unknown.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Actor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("slug", models.SlugField(max_length=100, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("state", "State"),
                            ("organization", "International organization"),
                            ("integration_organization", "Regional integration organization"),
                            ("territory", "Territory"),
                            ("substate_body", "Sub-state body"),
                            ("armed_service", "Armed service"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="The short name of today, or the last one.", max_length=200
                    ),
                ),
                ("official_name", models.CharField(blank=True, max_length=300)),
                ("iso2", models.CharField(blank=True, max_length=2, verbose_name="ISO alpha-2")),
                ("iso3", models.CharField(blank=True, max_length=3, verbose_name="ISO alpha-3")),
                (
                    "cow_code",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="COW code"
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=60)),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="existed from"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="existed until"
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(
                        of="since", verbose_name="existed from (earliest)"
                    ),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(
                        of="since", verbose_name="existed from (latest)"
                    ),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(
                        of="until", verbose_name="existed until (earliest)"
                    ),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(
                        of="until", verbose_name="existed until (latest)"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        help_text="A territory's responsible State, the country of a National Guard or service.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="registry.actor",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_latest", None),
                            ("since_earliest", None),
                            ("until_latest__gte", models.F("since_earliest")),
                            _connector="OR",
                        ),
                        name="actor_ends_after_it_begins",
                        violation_error_message="A period cannot end before it begins.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("iso3", ""), _negated=True), ("until", "")),
                        fields=("iso3",),
                        name="actor_iso3_is_used_once",
                        violation_error_message="Another actor that still exists has this ISO code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None),
                            models.Q(("parent", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="actor_is_not_its_own_parent",
                        violation_error_message="An actor cannot be its own parent.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreatyAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signature", "Signature"),
                            ("definitive_signature", "Definitive signature"),
                            ("signature_ad_referendum", "Signature ad referendum"),
                            ("confirmation_of_signature", "Confirmation of signature"),
                            ("ratification", "Ratification"),
                            ("acceptance", "Acceptance"),
                            ("approval", "Approval"),
                            ("accession", "Accession"),
                            ("succession", "Succession"),
                            ("formal_confirmation", "Formal confirmation"),
                            ("consent_to_be_bound", "Consent to be bound"),
                            ("notification_of_acceptance", "Notification of acceptance"),
                            ("provisional_start", "Start of provisional application"),
                            ("provisional_end", "End of provisional application"),
                            ("territorial_extension", "Territorial extension"),
                            ("territorial_exclusion", "Territorial exclusion"),
                            ("withdrawal", "Withdrawal"),
                            ("withdrawal_cancelled", "Withdrawal cancelled"),
                            ("revocation", "Revocation of an instrument"),
                            ("suspension", "Suspension"),
                            ("resumption", "Resumption"),
                            ("termination", "Termination"),
                            ("invitation", "Invitation"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="1, or the next number where the same actor does the same again (rejoins, deposits in a second capital).",
                    ),
                ),
                (
                    "instrument_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True,
                        bounds=False,
                        help_text="The day that the instrument itself bears.",
                        verbose_name="instrument dated",
                    ),
                ),
                (
                    "deposited_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True,
                        bounds=False,
                        help_text="The day that counts: of signature, or on which the depositary received it.",
                        verbose_name="signed or deposited",
                    ),
                ),
                (
                    "effective_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True,
                        bounds=False,
                        help_text="Only where a source states it; otherwise it follows from the clause.",
                        verbose_name="effective as stated",
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=100)),
                ("remark", models.TextField(blank=True)),
                (
                    "instrument_earliest",
                    registry.dates.fields.DateBound(
                        of="instrument_on", verbose_name="instrument dated (earliest)"
                    ),
                ),
                (
                    "instrument_latest",
                    registry.dates.fields.DateBound(
                        of="instrument_on", verbose_name="instrument dated (latest)"
                    ),
                ),
                (
                    "deposited_earliest",
                    registry.dates.fields.DateBound(
                        of="deposited_on", verbose_name="signed or deposited (earliest)"
                    ),
                ),
                (
                    "deposited_latest",
                    registry.dates.fields.DateBound(
                        of="deposited_on", verbose_name="signed or deposited (latest)"
                    ),
                ),
                (
                    "effective_earliest",
                    registry.dates.fields.DateBound(
                        of="effective_on", verbose_name="effective as stated (earliest)"
                    ),
                ),
                (
                    "effective_latest",
                    registry.dates.fields.DateBound(
                        of="effective_on", verbose_name="effective as stated (latest)"
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="registry.actor",
                    ),
                ),
                (
                    "depositary",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions_received",
                        to="registry.actor",
                    ),
                ),
                (
                    "refers_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="The earlier act that this one revokes, cancels, confirms or extends.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referring_actions",
                        to="registry.treatyaction",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
                (
                    "toward",
                    models.ForeignKey(
                        blank=True,
                        help_text="The other party, where the act works between two only.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions_toward",
                        to="registry.actor",
                    ),
                ),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="registry.treaty",
                    ),
                ),
            ],
            options={
                "verbose_name": "treaty action",
                "ordering": [
                    "treaty_id",
                    models.OrderBy(models.F("deposited_earliest"), nulls_last=True),
                    "id",
                ],
                "indexes": [
                    models.Index(
                        fields=["treaty", "deposited_earliest"],
                        name="treatyaction_by_treaty_and_day",
                    ),
                    models.Index(fields=["deposited_earliest"], name="treatyaction_by_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("treaty", "actor", "kind", "number"),
                        name="treatyaction_is_recorded_once",
                        violation_error_message="This actor already has such an act under this treaty. If it did the same again, give the act the next number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("toward", None),
                            models.Q(("toward", models.F("actor")), _negated=True),
                            _connector="OR",
                        ),
                        name="treatyaction_is_not_toward_oneself",
                        violation_error_message="An act between two actors names the other one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deposited_latest", None),
                            ("instrument_earliest", None),
                            ("deposited_latest__gte", models.F("instrument_earliest")),
                            _connector="OR",
                        ),
                        name="treatyaction_is_deposited_after_it_is_made",
                        violation_error_message="An instrument cannot be deposited before it is made.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reservation", "Reservation"),
                            ("declaration", "Declaration"),
                            ("interpretative_declaration", "Interpretative declaration"),
                            ("objection", "Objection"),
                            ("derogation", "Derogation"),
                            ("communication", "Communication"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="1, or the next number where the actor makes another of the kind.",
                    ),
                ),
                (
                    "made_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True,
                        bounds=False,
                        help_text="Empty where it was made with the act.",
                        verbose_name="made",
                    ),
                ),
                (
                    "articles",
                    models.CharField(
                        blank=True, help_text="The articles it speaks of.", max_length=200
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "opposes_entry_into_force",
                    models.BooleanField(
                        default=False,
                        help_text="The objecting State definitely says that the treaty shall not enter into force between the two (VCLT art. 20(4)(b)).",
                    ),
                ),
                (
                    "withdrawn_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="withdrawn"
                    ),
                ),
                (
                    "made_earliest",
                    registry.dates.fields.DateBound(of="made_on", verbose_name="made (earliest)"),
                ),
                (
                    "made_latest",
                    registry.dates.fields.DateBound(of="made_on", verbose_name="made (latest)"),
                ),
                (
                    "withdrawn_earliest",
                    registry.dates.fields.DateBound(
                        of="withdrawn_on", verbose_name="withdrawn (earliest)"
                    ),
                ),
                (
                    "withdrawn_latest",
                    registry.dates.fields.DateBound(
                        of="withdrawn_on", verbose_name="withdrawn (latest)"
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="registry.actor",
                    ),
                ),
                (
                    "objects_to",
                    models.ForeignKey(
                        blank=True,
                        help_text="Another actor's statement under the same treaty.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objections",
                        to="registry.statement",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="registry.treaty",
                    ),
                ),
                (
                    "action",
                    models.ForeignKey(
                        blank=True,
                        help_text="The act that it came with.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="registry.treatyaction",
                    ),
                ),
            ],
            options={
                "ordering": [
                    "treaty_id",
                    models.OrderBy(models.F("made_earliest"), nulls_last=True),
                    "id",
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("treaty", "actor", "kind", "number"),
                        name="statement_is_recorded_once",
                        violation_error_message="This actor already has such a statement under this treaty. If it made another, give it the next number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("objects_to", None), ("kind", "objection"), _connector="OR"
                        ),
                        name="statement_only_an_objection_objects",
                        violation_error_message="Only an objection answers another statement.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("opposes_entry_into_force", False),
                            ("kind", "objection"),
                            _connector="OR",
                        ),
                        name="statement_only_an_objection_opposes",
                        violation_error_message="Only an objection opposes entry into force.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_latest", None),
                            ("made_earliest", None),
                            ("withdrawn_latest__gte", models.F("made_earliest")),
                            _connector="OR",
                        ),
                        name="statement_is_withdrawn_after_it_is_made",
                        violation_error_message="A statement cannot be withdrawn before it is made.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("continues", "Continues"),
                            ("succeeds", "Succeeds"),
                            ("separates_from", "Separates from"),
                            ("unites_into", "Unites into"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "happened_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="on"
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "happened_earliest",
                    registry.dates.fields.DateBound(of="happened_on", verbose_name="on (earliest)"),
                ),
                (
                    "happened_latest",
                    registry.dates.fields.DateBound(of="happened_on", verbose_name="on (latest)"),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="successors",
                        to="registry.actor",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="predecessors",
                        to="registry.actor",
                    ),
                ),
            ],
            options={
                "ordering": ["predecessor__slug", "successor__slug", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("predecessor", "successor", "kind"),
                        name="succession_is_recorded_once",
                        violation_error_message="This succession is already recorded.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="succession_joins_two_actors",
                        violation_error_message="An actor cannot succeed itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreatyRelation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("amends", "amends"),
                            ("protocol_to", "is a protocol to"),
                            ("accession_protocol_to", "is an accession protocol to"),
                            ("renews", "renews"),
                            ("supersedes", "supersedes"),
                            ("terminates", "terminates"),
                            ("implements", "implements"),
                            ("within_framework_of", "is within the framework of"),
                            ("complements", "complements"),
                        ],
                        max_length=30,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations_from",
                        to="registry.treaty",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="relations",
                        to="registry.treaty",
                    ),
                ),
            ],
            options={
                "ordering": ["treaty__slug", "kind", "other__slug"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("treaty", "kind", "other"),
                        name="treatyrelation_is_recorded_once",
                        violation_error_message="This relation is already recorded.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("treaty", models.F("other")), _negated=True),
                        name="treatyrelation_joins_two_treaties",
                        violation_error_message="A treaty has no relation to itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TreatyText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(help_text="Language tag, such as fr.", max_length=10),
                ),
                ("version", models.CharField(default="as concluded", max_length=100)),
                (
                    "is_authentic",
                    models.BooleanField(
                        default=False,
                        help_text="Equally binding under the treaty (VCLT art. 33).",
                        verbose_name="authentic",
                    ),
                ),
                (
                    "url",
                    models.CharField(
                        blank=True,
                        max_length=1000,
                        validators=[
                            django.core.validators.URLValidator(
                                message="A web address starts with http:// or https://.",
                                schemes=["http", "https"],
                            )
                        ],
                        verbose_name="web address",
                    ),
                ),
                ("checksum", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="texts",
                        to="registry.treaty",
                    ),
                ),
            ],
            options={
                "ordering": ["treaty__slug", "language", "version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("treaty", "language", "version"),
                        name="treatytext_is_recorded_once",
                        violation_error_message="This text is already recorded.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TreatyTitle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "language",
                    models.CharField(help_text="Language tag, such as fr.", max_length=10),
                ),
                ("title", models.CharField(max_length=500)),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="titles",
                        to="registry.treaty",
                    ),
                ),
            ],
            options={
                "ordering": ["treaty__slug", "language", "title"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("treaty", "language", "title"),
                        name="treatytitle_is_recorded_once",
                        violation_error_message="This title is already recorded.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Vessel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("hull_number", models.CharField(blank=True, max_length=30)),
                (
                    "is_hospital_ship",
                    models.BooleanField(default=False, verbose_name="hospital ship"),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vessels",
                        to="registry.actor",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "slug"],
            },
        ),
        migrations.CreateModel(
            name="ActorName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("official_name", models.CharField(blank=True, max_length=300)),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="used from"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="used until"
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(
                        of="since", verbose_name="used from (earliest)"
                    ),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(of="since", verbose_name="used from (latest)"),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(
                        of="until", verbose_name="used until (earliest)"
                    ),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(of="until", verbose_name="used until (latest)"),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="registry.actor",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": [
                    "actor__slug",
                    models.OrderBy(models.F("since_earliest"), nulls_last=True),
                    "name",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_latest", None),
                            ("since_earliest", None),
                            ("until_latest__gte", models.F("since_earliest")),
                            _connector="OR",
                        ),
                        name="actorname_ends_after_it_begins",
                        violation_error_message="A period cannot end before it begins.",
                    ),
                    models.UniqueConstraint(
                        fields=("actor", "name", "since"),
                        name="actorname_is_recorded_once",
                        violation_error_message="This name is already recorded from this day.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alliance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=300)),
                ("abbreviation", models.CharField(blank=True, max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("collective_defence", "Collective defence"),
                            ("mutual_defence", "Mutual defence"),
                            ("joint_command", "Joint command"),
                            ("consultation", "Consultation"),
                            ("friendship", "Peace and friendship"),
                        ],
                        max_length=20,
                    ),
                ),
                ("seat", models.CharField(blank=True, max_length=100)),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="from"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="until"
                    ),
                ),
                (
                    "is_open",
                    models.BooleanField(
                        default=False,
                        help_text="Its treaty makes room to grow.",
                        verbose_name="open to new members",
                    ),
                ),
                (
                    "opening",
                    models.CharField(
                        blank=True,
                        help_text="Who may join, and the article that says so.",
                        max_length=300,
                    ),
                ),
                ("summary", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (earliest)"),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (latest)"),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (earliest)"),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (latest)"),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alliances_served",
                        to="registry.actor",
                    ),
                ),
                (
                    "treaty",
                    models.ForeignKey(
                        help_text="Its parties are the members, unless memberships below say otherwise.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="alliances",
                        to="registry.treaty",
                        verbose_name="founding treaty",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_latest", None),
                            ("since_earliest", None),
                            ("until_latest__gte", models.F("since_earliest")),
                            _connector="OR",
                        ),
                        name="alliance_ends_after_it_begins",
                        violation_error_message="A period cannot end before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AllianceName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("name", models.CharField(max_length=300)),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="used from"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="used until"
                    ),
                ),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(
                        of="since", verbose_name="used from (earliest)"
                    ),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(of="since", verbose_name="used from (latest)"),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(
                        of="until", verbose_name="used until (earliest)"
                    ),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(of="until", verbose_name="used until (latest)"),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="registry.alliance",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": [
                    "alliance__slug",
                    models.OrderBy(models.F("since_earliest"), nulls_last=True),
                    "name",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_latest", None),
                            ("since_earliest", None),
                            ("until_latest__gte", models.F("since_earliest")),
                            _connector="OR",
                        ),
                        name="alliancename_ends_after_it_begins",
                        violation_error_message="A period cannot end before it begins.",
                    ),
                    models.UniqueConstraint(
                        fields=("alliance", "name"),
                        name="alliancename_is_recorded_once",
                        violation_error_message="This name is already recorded.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Depositary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True,
                        help_text="Who acts for it, such as the Secretary-General.",
                        max_length=200,
                    ),
                ),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="from"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="until"
                    ),
                ),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (earliest)"),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (latest)"),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (earliest)"),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (latest)"),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="depositary_roles",
                        to="registry.actor",
                    ),
                ),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="depositary_roles",
                        to="registry.treaty",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "depositaries",
                "ordering": ["treaty__slug", "actor__slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_latest", None),
                            ("since_earliest", None),
                            ("until_latest__gte", models.F("since_earliest")),
                            _connector="OR",
                        ),
                        name="depositary_ends_after_it_begins",
                        violation_error_message="A period cannot end before it begins.",
                    ),
                    models.UniqueConstraint(
                        fields=("treaty", "actor"),
                        name="depositary_is_recorded_once",
                        violation_error_message="This depositary is already recorded.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryIntoForce",
            fields=[
                (
                    "treaty",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="force",
                        serialize=False,
                        to="registry.treaty",
                    ),
                ),
                (
                    "signed_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="first signed"
                    ),
                ),
                (
                    "met_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="conditions met"
                    ),
                ),
                (
                    "computed_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="computed"
                    ),
                ),
                (
                    "in_force_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="in force"
                    ),
                ),
                (
                    "is_told",
                    models.BooleanField(
                        default=False,
                        help_text="A date is stated, or the clause can be applied because all acts are on record. Otherwise nobody can say from this record that the treaty is not in force.",
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                (
                    "signed_earliest",
                    registry.dates.fields.DateBound(
                        of="signed_on", verbose_name="first signed (earliest)"
                    ),
                ),
                (
                    "signed_latest",
                    registry.dates.fields.DateBound(
                        of="signed_on", verbose_name="first signed (latest)"
                    ),
                ),
                (
                    "met_earliest",
                    registry.dates.fields.DateBound(
                        of="met_on", verbose_name="conditions met (earliest)"
                    ),
                ),
                (
                    "met_latest",
                    registry.dates.fields.DateBound(
                        of="met_on", verbose_name="conditions met (latest)"
                    ),
                ),
                (
                    "computed_earliest",
                    registry.dates.fields.DateBound(
                        of="computed_on", verbose_name="computed (earliest)"
                    ),
                ),
                (
                    "computed_latest",
                    registry.dates.fields.DateBound(
                        of="computed_on", verbose_name="computed (latest)"
                    ),
                ),
                (
                    "in_force_earliest",
                    registry.dates.fields.DateBound(
                        of="in_force_on", verbose_name="in force (earliest)"
                    ),
                ),
                (
                    "in_force_latest",
                    registry.dates.fields.DateBound(
                        of="in_force_on", verbose_name="in force (latest)"
                    ),
                ),
            ],
            options={
                "verbose_name": "entry into force",
                "verbose_name_plural": "entries into force",
                "ordering": ["treaty_id"],
                "indexes": [
                    models.Index(fields=["in_force_latest", "treaty"], name="entryintoforce_by_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="DomesticStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("government", "Government"),
                            ("committee", "Parliamentary committee"),
                            ("lower_house", "Lower house or single chamber"),
                            ("upper_house", "Upper house"),
                            ("parliament", "Parliament (chamber not stated)"),
                            ("head_of_state", "Head of State or instrument signed"),
                            ("announced", "Ratification announced"),
                            ("gazetted", "Published in the gazette"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="1, or the next number where the same stage comes again.",
                    ),
                ),
                (
                    "happened_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="on"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("debated", "Debated"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("not_required", "Not required"),
                            ("done", "Done"),
                        ],
                        max_length=20,
                    ),
                ),
                ("votes_for", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("votes_against", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("abstentions", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("remark", models.TextField(blank=True)),
                (
                    "happened_earliest",
                    registry.dates.fields.DateBound(of="happened_on", verbose_name="on (earliest)"),
                ),
                (
                    "happened_latest",
                    registry.dates.fields.DateBound(of="happened_on", verbose_name="on (latest)"),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="domestic_steps",
                        to="registry.actor",
                    ),
                ),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="domestic_steps",
                        to="registry.treaty",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "domestic step",
                "ordering": [
                    "treaty_id",
                    models.OrderBy(models.F("happened_earliest"), nulls_last=True),
                    "id",
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("treaty", "actor", "stage", "number"),
                        name="domesticstep_is_recorded_once",
                        violation_error_message="This stage is already recorded for this actor. If it came again, give the step the next number.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scheme",
                    models.CharField(
                        choices=[
                            ("un_registration", "UN registration number"),
                            ("unts", "UN Treaty Series"),
                            ("mtdsg", "Multilateral Treaties Deposited with the Secretary-General"),
                            ("lnts", "League of Nations Treaty Series"),
                            ("tias", "Treaties and Other International Acts Series"),
                            ("ets", "European Treaty Series"),
                            ("cts", "Canada Treaty Series"),
                            ("ats", "Australian Treaty Series"),
                            ("ukts", "United Kingdom Treaties Online"),
                            ("bsp", "British and Foreign State Papers"),
                            ("stat", "United States Statutes at Large"),
                            ("atop", "Alliance Treaty Obligations and Provisions"),
                            ("cow", "Correlates of War"),
                            ("wikidata", "Wikidata"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.CharField(max_length=100)),
                (
                    "url",
                    models.CharField(
                        blank=True,
                        max_length=1000,
                        validators=[
                            django.core.validators.URLValidator(
                                message="A web address starts with http:// or https://.",
                                schemes=["http", "https"],
                            )
                        ],
                        verbose_name="web address",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citations",
                        to="registry.treaty",
                    ),
                ),
            ],
            options={
                "ordering": ["treaty__slug", "scheme", "value"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("treaty", "scheme", "value"),
                        name="citation_is_recorded_once",
                        violation_error_message="This citation is already recorded.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("scheme__in", ["un_registration", "wikidata", "mtdsg"])
                        ),
                        fields=("scheme", "value"),
                        name="citation_identifies_one_treaty",
                        violation_error_message="Another treaty bears this number.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryIntoForceClause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("article", models.CharField(blank=True, max_length=60)),
                (
                    "wording",
                    models.CharField(
                        blank=True,
                        help_text="The clause in short; quote a sentence at most.",
                        max_length=500,
                    ),
                ),
                (
                    "is_silent",
                    models.BooleanField(
                        default=False,
                        help_text="The treaty does not say: it enters into force once all negotiating States have consented (VCLT art. 24(2)).",
                        verbose_name="treaty is silent",
                    ),
                ),
                (
                    "delay_kind",
                    models.CharField(
                        choices=[
                            ("days", "So many days after"),
                            ("months", "So many months after"),
                            ("first_of_month", "First day of the n-th month after the month"),
                            (
                                "days_then_first_of_month",
                                "First day of the month after so many days",
                            ),
                        ],
                        default="days",
                        max_length=30,
                    ),
                ),
                ("delay", models.PositiveSmallIntegerField(default=0)),
                (
                    "appointed_on",
                    models.DateField(
                        blank=True,
                        help_text="If the conditions are met by this day, it enters into force on it, and the delay runs only if they are met later (Montreal Protocol art. 16(1)).",
                        null=True,
                        verbose_name="day named by the treaty",
                    ),
                ),
                (
                    "counts_organizations",
                    models.BooleanField(
                        default=False,
                        help_text="Whether an integration organization's instrument counts on top of its members'.",
                        verbose_name="counts integration organizations",
                    ),
                ),
                (
                    "joiner_anchor",
                    models.CharField(
                        choices=[
                            ("threshold", "The instrument that met the condition"),
                            ("entry_into_force", "The entry into force"),
                        ],
                        default="entry_into_force",
                        help_text="A later joiner is whoever deposits after this moment.",
                        max_length=20,
                    ),
                ),
                ("joiner_article", models.CharField(blank=True, max_length=60)),
                (
                    "joiner_delay_kind",
                    models.CharField(
                        choices=[
                            ("days", "So many days after"),
                            ("months", "So many months after"),
                            ("first_of_month", "First day of the n-th month after the month"),
                            (
                                "days_then_first_of_month",
                                "First day of the month after so many days",
                            ),
                        ],
                        default="days",
                        max_length=30,
                    ),
                ),
                ("joiner_delay", models.PositiveSmallIntegerField(default=0)),
                ("note", models.TextField(blank=True)),
                (
                    "treaty",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clause",
                        to="registry.treaty",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry-into-force clause",
                "ordering": ["treaty__slug"],
            },
        ),
        migrations.CreateModel(
            name="EntryIntoForceCondition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("group", models.PositiveSmallIntegerField(default=1)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("count", "A number of instruments"),
                            ("all", "The instruments of all of a set"),
                            ("fraction", "The instruments of a fraction of a set"),
                            ("named", "The instruments of a number of a list"),
                            ("share", "Instruments that together hold a share"),
                            ("not_before", "Not before a date"),
                            ("another_treaty", "Another treaty in force"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How many instruments, or how many of the list.",
                        null=True,
                    ),
                ),
                ("numerator", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("denominator", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "is_more_than",
                    models.BooleanField(
                        default=False,
                        help_text="A majority is more than 1/2.",
                        verbose_name="more than the fraction",
                    ),
                ),
                (
                    "actor_set",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signatories", "The signatories"),
                            ("parties", "The parties to another treaty"),
                            ("list", "The actors listed here"),
                        ],
                        max_length=20,
                        verbose_name="set",
                    ),
                ),
                (
                    "is_live",
                    models.BooleanField(
                        default=True,
                        help_text="The set grows and shrinks while the treaty waits (Sweden's protocol: 30 signatories, 31 acceptances). Otherwise it is the set of one day.",
                        verbose_name="live",
                    ),
                ),
                (
                    "frozen_on",
                    models.DateField(
                        blank=True, help_text="The day of a set that is not live.", null=True
                    ),
                ),
                (
                    "share",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=7, null=True),
                ),
                (
                    "attribute",
                    models.CharField(
                        blank=True,
                        help_text="What the share is a share of, such as emissions.",
                        max_length=200,
                    ),
                ),
                ("not_before", models.DateField(blank=True, null=True)),
                (
                    "clause",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="conditions",
                        to="registry.entryintoforceclause",
                    ),
                ),
                (
                    "other_treaty",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions_elsewhere",
                        to="registry.treaty",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry-into-force condition",
                "ordering": ["clause__treaty__slug", "group", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("clause", "group", "position"),
                        name="entryintoforcecondition_has_its_own_place",
                        violation_error_message="Another condition stands at this place of the group.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["count", "named"]), _negated=True),
                            ("number__gte", 1),
                            _connector="OR",
                        ),
                        name="entryintoforcecondition_has_a_number",
                        violation_error_message="This kind of condition needs a number of at least 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "fraction"), _negated=True),
                            models.Q(
                                ("denominator__gte", 1),
                                ("numerator__gte", 1),
                                ("numerator__lte", models.F("denominator")),
                            ),
                            _connector="OR",
                        ),
                        name="entryintoforcecondition_has_a_fraction",
                        violation_error_message="A fraction needs a numerator and a denominator, and is at most 1.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["all", "fraction"]), _negated=True),
                            models.Q(("actor_set", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="entryintoforcecondition_has_a_set",
                        violation_error_message="This kind of condition says of which set.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("kind", "another_treaty"), _negated=True),
                                models.Q(("actor_set", "parties"), _negated=True),
                            ),
                            ("other_treaty__isnull", False),
                            _connector="OR",
                        ),
                        name="entryintoforcecondition_names_the_other_treaty",
                        violation_error_message="Name the other treaty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "share"), _negated=True),
                            models.Q(("share__gt", 0), ("share__lte", 100)),
                            _connector="OR",
                        ),
                        name="entryintoforcecondition_has_a_share",
                        violation_error_message="A share is a percentage above 0 and at most 100.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "not_before"), _negated=True),
                            ("not_before__isnull", False),
                            _connector="OR",
                        ),
                        name="entryintoforcecondition_has_a_first_day",
                        violation_error_message="Say before which day it cannot enter into force.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_live", True), ("frozen_on__isnull", False), _connector="OR"
                        ),
                        name="entryintoforcecondition_freezes_its_set_on_a_day",
                        violation_error_message="A set that is not live is the set of one day: name it.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ListedActor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "weight",
                    models.DecimalField(blank=True, decimal_places=4, max_digits=9, null=True),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conditions_named_in",
                        to="registry.actor",
                    ),
                ),
                (
                    "condition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listed_actors",
                        to="registry.entryintoforcecondition",
                    ),
                ),
            ],
            options={
                "verbose_name": "listed actor",
                "ordering": ["condition", "actor__slug"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("condition", "actor"),
                        name="listedactor_is_listed_once",
                        violation_error_message="This actor is already listed.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("member", "Member"),
                            ("associate", "Associate"),
                            ("outside_command", "Outside the military command"),
                            ("suspended", "Obligations suspended"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1)),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="from"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="until"
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (earliest)"),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (latest)"),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (earliest)"),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (latest)"),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="registry.actor",
                    ),
                ),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="registry.alliance",
                    ),
                ),
                (
                    "toward",
                    models.ForeignKey(
                        blank=True,
                        help_text="The other member, where obligations are suspended between two only.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships_toward",
                        to="registry.actor",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": ["alliance__slug", "actor__slug", "kind", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_latest", None),
                            ("since_earliest", None),
                            ("until_latest__gte", models.F("since_earliest")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_it_begins",
                        violation_error_message="A period cannot end before it begins.",
                    ),
                    models.UniqueConstraint(
                        fields=("alliance", "actor", "kind", "number"),
                        name="membership_is_recorded_once",
                        violation_error_message="This actor already has such a spell in this alliance. If it came again, give it the next number.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnershipProgram",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("pairings", "Bilateral pairings"),
                            ("mission_series", "Mission series"),
                            ("framework", "Framework"),
                            ("designation", "Designation"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="from"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="until"
                    ),
                ),
                ("legal_form", models.CharField(blank=True, max_length=300)),
                ("objectives", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (earliest)"),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (latest)"),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (earliest)"),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (latest)"),
                ),
                (
                    "sponsors",
                    models.ManyToManyField(
                        blank=True, related_name="programs_sponsored", to="registry.actor"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "partnership program",
                "ordering": ["name", "slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_latest", None),
                            ("since_earliest", None),
                            ("until_latest__gte", models.F("since_earliest")),
                            _connector="OR",
                        ),
                        name="partnershipprogram_ends_after_it_begins",
                        violation_error_message="A period cannot end before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Mission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("iteration", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="from"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="until"
                    ),
                ),
                (
                    "organizations",
                    models.TextField(blank=True, help_text="One organization a line."),
                ),
                ("commander", models.CharField(blank=True, max_length=200)),
                ("personnel", models.CharField(blank=True, max_length=200)),
                ("note", models.TextField(blank=True)),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (earliest)"),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (latest)"),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (earliest)"),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (latest)"),
                ),
                (
                    "activities",
                    models.ManyToManyField(
                        blank=True, related_name="missions", to="registry.activity"
                    ),
                ),
                (
                    "partner_nations",
                    models.ManyToManyField(
                        blank=True, related_name="missions_joined", to="registry.actor"
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="missions",
                        to="registry.partnershipprogram",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
                (
                    "vessels",
                    models.ManyToManyField(
                        blank=True, related_name="missions", to="registry.vessel"
                    ),
                ),
            ],
            options={
                "ordering": [
                    "program__slug",
                    models.OrderBy(models.F("since_earliest"), nulls_last=True),
                    "slug",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_latest", None),
                            ("since_earliest", None),
                            ("until_latest__gte", models.F("since_earliest")),
                            _connector="OR",
                        ),
                        name="mission_ends_after_it_begins",
                        violation_error_message="A period cannot end before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MissionOutcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("measure", models.CharField(max_length=100)),
                ("value", models.CharField(max_length=200)),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outcomes",
                        to="registry.mission",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "mission outcome",
                "ordering": ["mission__slug", "measure", "value"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "measure", "value"),
                        name="missionoutcome_is_recorded_once",
                        violation_error_message="This outcome is already recorded.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MissionStop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="The order of the stops.")),
                ("place", models.CharField(blank=True, max_length=200)),
                (
                    "arrived_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="arrived"
                    ),
                ),
                (
                    "departed_on",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="departed"
                    ),
                ),
                ("figures", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                (
                    "arrived_earliest",
                    registry.dates.fields.DateBound(
                        of="arrived_on", verbose_name="arrived (earliest)"
                    ),
                ),
                (
                    "arrived_latest",
                    registry.dates.fields.DateBound(
                        of="arrived_on", verbose_name="arrived (latest)"
                    ),
                ),
                (
                    "departed_earliest",
                    registry.dates.fields.DateBound(
                        of="departed_on", verbose_name="departed (earliest)"
                    ),
                ),
                (
                    "departed_latest",
                    registry.dates.fields.DateBound(
                        of="departed_on", verbose_name="departed (latest)"
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mission_stops",
                        to="registry.actor",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops_led",
                        to="registry.actor",
                        verbose_name="lead nation",
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stops",
                        to="registry.mission",
                    ),
                ),
                (
                    "partner_nations",
                    models.ManyToManyField(
                        blank=True, related_name="stops_joined", to="registry.actor"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
                (
                    "vessels",
                    models.ManyToManyField(blank=True, related_name="stops", to="registry.vessel"),
                ),
            ],
            options={
                "verbose_name": "mission stop",
                "ordering": ["mission__slug", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("mission", "number"),
                        name="missionstop_has_its_own_number",
                        violation_error_message="Another stop of this mission has this number.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("departed_latest", None),
                            ("arrived_earliest", None),
                            ("departed_latest__gte", models.F("arrived_earliest")),
                            _connector="OR",
                        ),
                        name="missionstop_departs_after_it_arrives",
                        violation_error_message="A ship cannot depart before it arrives.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Obligation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("defence", "Defence"),
                            ("offence", "Offence"),
                            ("neutrality", "Neutrality"),
                            ("nonaggression", "Non-aggression"),
                            ("consultation", "Consultation"),
                        ],
                        max_length=20,
                    ),
                ),
                ("article", models.CharField(blank=True, max_length=60)),
                ("is_conditional", models.BooleanField(default=False, verbose_name="conditional")),
                ("summary", models.TextField(blank=True)),
                (
                    "alliance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="obligations",
                        to="registry.alliance",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: by every member.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations_owed",
                        to="registry.actor",
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: to every other member.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="obligations_held",
                        to="registry.actor",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": ["alliance__slug", "kind", "article"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("alliance", "kind", "article"),
                        name="obligation_is_recorded_once",
                        violation_error_message="This obligation is already recorded.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("signatory", "Signatory"),
                            ("contracting", "Contracting State"),
                            ("provisional", "Provisionally applying"),
                            ("party", "Party"),
                            ("former", "Former party"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="since"
                    ),
                ),
                (
                    "begins",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="known since"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="until"
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(of="since", verbose_name="since (earliest)"),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(of="since", verbose_name="since (latest)"),
                ),
                (
                    "begins_earliest",
                    registry.dates.fields.DateBound(
                        of="begins", verbose_name="known since (earliest)"
                    ),
                ),
                (
                    "begins_latest",
                    registry.dates.fields.DateBound(
                        of="begins", verbose_name="known since (latest)"
                    ),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (earliest)"),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (latest)"),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="registry.actor",
                    ),
                ),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participations",
                        to="registry.treaty",
                    ),
                ),
                (
                    "basis",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="participations_begun",
                        to="registry.treatyaction",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="participations_ended",
                        to="registry.treatyaction",
                    ),
                ),
            ],
            options={
                "ordering": ["treaty_id", "actor_id", "id"],
                "indexes": [
                    models.Index(
                        fields=["treaty", "standing", "begins_latest"],
                        name="participation_by_treaty",
                    ),
                    models.Index(
                        fields=["actor", "standing", "begins_latest"], name="participation_by_actor"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("slug", models.SlugField(max_length=150, unique=True)),
                ("region", models.CharField(blank=True, max_length=60)),
                (
                    "since",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="from"
                    ),
                ),
                (
                    "until",
                    registry.dates.fields.UncertainDateField(
                        blank=True, bounds=False, verbose_name="until"
                    ),
                ),
                (
                    "end_ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ended", "Ended"),
                            ("replaced", "Replaced by another pairing"),
                            ("became_ally", "Became an ally"),
                            ("never_started", "Agreed but never begun"),
                            ("revoked", "Designation revoked"),
                        ],
                        max_length=20,
                        verbose_name="ground",
                    ),
                ),
                (
                    "document",
                    models.CharField(blank=True, max_length=300, verbose_name="founding document"),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "since_earliest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (earliest)"),
                ),
                (
                    "since_latest",
                    registry.dates.fields.DateBound(of="since", verbose_name="from (latest)"),
                ),
                (
                    "until_earliest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (earliest)"),
                ),
                (
                    "until_latest",
                    registry.dates.fields.DateBound(of="until", verbose_name="until (latest)"),
                ),
                (
                    "activities",
                    models.ManyToManyField(
                        blank=True, related_name="partnerships", to="registry.activity"
                    ),
                ),
                (
                    "leads",
                    models.ManyToManyField(
                        help_text="Such as the California National Guard.",
                        related_name="partnerships_led",
                        to="registry.actor",
                    ),
                ),
                (
                    "partners",
                    models.ManyToManyField(
                        help_text="Such as Ukraine.",
                        related_name="partnerships",
                        to="registry.actor",
                    ),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="partnerships",
                        to="registry.partnershipprogram",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": [
                    "program__slug",
                    models.OrderBy(models.F("since_earliest"), nulls_last=True),
                    "slug",
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_latest", None),
                            ("since_earliest", None),
                            ("until_latest__gte", models.F("since_earliest")),
                            _connector="OR",
                        ),
                        name="partnership_ends_after_it_begins",
                        violation_error_message="A period cannot end before it begins.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Provision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                ("article", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accession", "Accession"),
                            ("mutual_defence", "Mutual defence"),
                            ("consultation", "Consultation"),
                            ("area", "Area"),
                            ("duration", "Duration"),
                            ("withdrawal", "Withdrawal"),
                            ("amendment", "Amendment"),
                            ("reservations", "Reservations"),
                            ("entry_into_force", "Entry into force"),
                            ("other", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                ("quotation", models.CharField(blank=True, max_length=500)),
                ("summary", models.TextField(blank=True)),
                (
                    "treaty",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="provisions",
                        to="registry.treaty",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "ordering": ["treaty__slug", "article", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("treaty", "article", "kind"),
                        name="provision_is_recorded_once",
                        violation_error_message="This provision is already recorded.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublishedFigure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "pinpoint",
                    models.CharField(
                        blank=True,
                        help_text="Page, article or entry within the source.",
                        max_length=200,
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[("partnerships", "Partnerships"), ("nations", "Partner nations")],
                        max_length=20,
                    ),
                ),
                (
                    "counted_on",
                    registry.dates.fields.UncertainDateField(bounds=False, verbose_name="on"),
                ),
                ("value", models.PositiveIntegerField()),
                ("note", models.TextField(blank=True)),
                (
                    "counted_earliest",
                    registry.dates.fields.DateBound(of="counted_on", verbose_name="on (earliest)"),
                ),
                (
                    "counted_latest",
                    registry.dates.fields.DateBound(of="counted_on", verbose_name="on (latest)"),
                ),
                (
                    "program",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="registry.partnershipprogram",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        help_text="Where the fact was read. Left empty, the fact is shown as unsourced.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="%(class)ss",
                        to="registry.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "published figure",
                "ordering": [
                    "program__slug",
                    models.OrderBy(models.F("counted_earliest"), nulls_last=True),
                    "measure",
                    "value",
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("program", "measure", "counted_on", "value"),
                        name="publishedfigure_is_recorded_once",
                        violation_error_message="This figure is already recorded.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RatificationProtocol",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "amends",
                    models.ForeignKey(
                        help_text="The treaty that it opens or changes.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratification_protocols",
                        to="registry.treaty",
                    ),
                ),
                (
                    "candidates",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Who accedes to the treaty once the protocol is in force.",
                        related_name="candidacies",
                        to="registry.actor",
                    ),
                ),
                (
                    "treaty",
                    models.OneToOneField(
                        help_text="The protocol itself.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ratification_protocol",
                        to="registry.treaty",
                    ),
                ),
            ],
            options={
                "verbose_name": "ratification protocol",
                "ordering": ["treaty__slug"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("treaty", models.F("amends")), _negated=True),
                        name="ratificationprotocol_changes_another_treaty",
                        violation_error_message="A protocol changes another treaty, not itself.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="treaty",
            name="depositaries",
            field=models.ManyToManyField(
                related_name="treaties_kept", through="registry.Depositary", to="registry.actor"
            ),
        ),
    ]
