"""Every list of allowed words. Values are data: they are stored, exported and never renamed."""

from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class SourceRank(TextChoices):
    """How close a source stands to the fact, the closest first."""

    DEPOSITARY = "depositary", _("Depositary")
    GAZETTE = "gazette", _("Official gazette or treaty series")
    OFFICIAL = "official", _("Other official publication")
    DATASET = "dataset", _("Scholarly dataset or encyclopedia")
    PRESS = "press", _("Press")


class ActorKind(TextChoices):
    STATE = "state", _("State")
    ORGANIZATION = "organization", _("International organization")
    INTEGRATION_ORGANIZATION = "integration_organization", _("Regional integration organization")
    TERRITORY = "territory", _("Territory")
    SUBSTATE_BODY = "substate_body", _("Sub-state body")
    ARMED_SERVICE = "armed_service", _("Armed service")


# Whoever may be bound by a treaty of which the record does not say so (VCLT arts. 3 and 6).
TREATY_MAKERS = frozenset(
    {
        ActorKind.STATE,
        ActorKind.ORGANIZATION,
        ActorKind.INTEGRATION_ORGANIZATION,
        ActorKind.TERRITORY,
    }
)


class SuccessionKind(TextChoices):
    CONTINUES = "continues", _("Continues")
    SUCCEEDS = "succeeds", _("Succeeds")
    SEPARATES_FROM = "separates_from", _("Separates from")
    UNITES_INTO = "unites_into", _("Unites into")


class TreatyKind(TextChoices):
    TREATY = "treaty", _("Treaty")
    CONVENTION = "convention", _("Convention")
    COVENANT = "covenant", _("Covenant")
    CHARTER = "charter", _("Charter")
    STATUTE = "statute", _("Statute")
    AGREEMENT = "agreement", _("Agreement")
    PROTOCOL = "protocol", _("Protocol")
    AMENDMENT = "amendment", _("Amendment")
    PACT = "pact", _("Pact")
    EXCHANGE_OF_NOTES = "exchange_of_notes", _("Exchange of notes")
    ARRANGEMENT = "arrangement", _("Arrangement")
    MEMORANDUM = "memorandum", _("Memorandum of understanding")
    DECLARATION = "declaration", _("Declaration")


class TreatyForm(TextChoices):
    BILATERAL = "bilateral", _("Bilateral")
    PLURILATERAL = "plurilateral", _("Plurilateral")
    MULTILATERAL = "multilateral", _("Multilateral")


class Coverage(TextChoices):
    """How many of a treaty's acts are on record: what is missing must not be counted as none."""

    COMPLETE = "complete", _("All of them")
    PARTIAL = "partial", _("Some of them")


class EndGround(TextChoices):
    """Why a treaty ended for all its parties (VCLT arts. 54 to 64)."""

    EXPIRED = "expired", _("Expired by its terms")
    TERMINATED = "terminated", _("Terminated by agreement")
    SUPERSEDED = "superseded", _("Superseded by a later treaty")
    DENOUNCED = "denounced", _("Denounced")
    REPLACED_ON_RENEWAL = "renewed", _("Replaced on renewal")
    FULFILLED = "fulfilled", _("Fulfilled")
    LAPSED = "lapsed", _("Lapsed")


class ProvisionKind(TextChoices):
    ACCESSION = "accession", _("Accession")
    MUTUAL_DEFENCE = "mutual_defence", _("Mutual defence")
    CONSULTATION = "consultation", _("Consultation")
    AREA = "area", _("Area")
    DURATION = "duration", _("Duration")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    AMENDMENT = "amendment", _("Amendment")
    RESERVATIONS = "reservations", _("Reservations")
    ENTRY_INTO_FORCE = "entry_into_force", _("Entry into force")
    OTHER = "other", _("Other")


class RelationKind(TextChoices):
    """What the first treaty does to the second."""

    AMENDS = "amends", _("amends")
    PROTOCOL_TO = "protocol_to", _("is a protocol to")
    ACCESSION_PROTOCOL_TO = "accession_protocol_to", _("is an accession protocol to")
    RENEWS = "renews", _("renews")
    SUPERSEDES = "supersedes", _("supersedes")
    TERMINATES = "terminates", _("terminates")
    IMPLEMENTS = "implements", _("implements")
    WITHIN_FRAMEWORK_OF = "within_framework_of", _("is within the framework of")
    COMPLEMENTS = "complements", _("complements")


class CitationScheme(TextChoices):
    UN_REGISTRATION = "un_registration", _("UN registration number")
    UNTS = "unts", _("UN Treaty Series")
    MTDSG = "mtdsg", _("Multilateral Treaties Deposited with the Secretary-General")
    LNTS = "lnts", _("League of Nations Treaty Series")
    TIAS = "tias", _("Treaties and Other International Acts Series")
    ETS = "ets", _("European Treaty Series")
    CTS = "cts", _("Canada Treaty Series")
    ATS = "ats", _("Australian Treaty Series")
    UKTS = "ukts", _("United Kingdom Treaties Online")
    BSP = "bsp", _("British and Foreign State Papers")
    STAT = "stat", _("United States Statutes at Large")
    ATOP = "atop", _("Alliance Treaty Obligations and Provisions")
    COW = "cow", _("Correlates of War")
    IEADB = "ieadb", _("International Environmental Agreements Database")
    UNCTAD = "unctad", _("UNCTAD investment agreements")
    DESTA = "desta", _("Design of Trade Agreements")
    WIKIDATA = "wikidata", _("Wikidata")


class ConditionKind(TextChoices):
    """What one condition of an entry-into-force clause asks for."""

    COUNT = "count", _("A number of instruments")
    ALL = "all", _("The instruments of all of a set")
    FRACTION = "fraction", _("The instruments of a fraction of a set")
    NAMED = "named", _("The instruments of a number of a list")
    SHARE = "share", _("Instruments that together hold a share")
    NOT_BEFORE = "not_before", _("Not before a date")
    ANOTHER_TREATY = "another_treaty", _("Another treaty in force")


class ActorSet(TextChoices):
    """The set that a condition speaks of."""

    SIGNATORIES = "signatories", _("The signatories")
    PARTIES = "parties", _("The parties to another treaty")
    LIST = "list", _("The actors listed here")


class DelayKind(TextChoices):
    """How the day of effect follows from the day on which the condition is met."""

    DAYS = "days", _("So many days after")
    MONTHS = "months", _("So many months after")
    FIRST_OF_MONTH = "first_of_month", _("First day of the n-th month after the month")
    DAYS_THEN_FIRST_OF_MONTH = (
        "days_then_first_of_month",
        _("First day of the month after so many days"),
    )


class JoinerAnchor(TextChoices):
    """Who is a later joiner: whoever deposits after this moment."""

    THRESHOLD = "threshold", _("The instrument that met the condition")
    ENTRY_INTO_FORCE = "entry_into_force", _("The entry into force")


class ActionKind(TextChoices):
    SIGNATURE = "signature", _("Signature")
    DEFINITIVE_SIGNATURE = "definitive_signature", _("Definitive signature")
    SIGNATURE_AD_REFERENDUM = "signature_ad_referendum", _("Signature ad referendum")
    CONFIRMATION_OF_SIGNATURE = "confirmation_of_signature", _("Confirmation of signature")
    RATIFICATION = "ratification", _("Ratification")
    ACCEPTANCE = "acceptance", _("Acceptance")
    APPROVAL = "approval", _("Approval")
    ACCESSION = "accession", _("Accession")
    SUCCESSION = "succession", _("Succession")
    FORMAL_CONFIRMATION = "formal_confirmation", _("Formal confirmation")
    CONSENT_TO_BE_BOUND = "consent_to_be_bound", _("Consent to be bound")
    NOTIFICATION_OF_ACCEPTANCE = "notification_of_acceptance", _("Notification of acceptance")
    PROVISIONAL_START = "provisional_start", _("Start of provisional application")
    PROVISIONAL_END = "provisional_end", _("End of provisional application")
    TERRITORIAL_EXTENSION = "territorial_extension", _("Territorial extension")
    TERRITORIAL_EXCLUSION = "territorial_exclusion", _("Territorial exclusion")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    WITHDRAWAL_CANCELLED = "withdrawal_cancelled", _("Withdrawal cancelled")
    REVOCATION = "revocation", _("Revocation of an instrument")
    SUSPENSION = "suspension", _("Suspension")
    RESUMPTION = "resumption", _("Resumption")
    TERMINATION = "termination", _("Termination")
    INVITATION = "invitation", _("Invitation")


SIGNATURES = frozenset(
    {
        ActionKind.SIGNATURE,
        ActionKind.DEFINITIVE_SIGNATURE,
        ActionKind.SIGNATURE_AD_REFERENDUM,
    }
)

CONSENTS = frozenset(
    {
        ActionKind.DEFINITIVE_SIGNATURE,
        ActionKind.CONFIRMATION_OF_SIGNATURE,
        ActionKind.RATIFICATION,
        ActionKind.ACCEPTANCE,
        ActionKind.APPROVAL,
        ActionKind.ACCESSION,
        ActionKind.SUCCESSION,
        ActionKind.FORMAL_CONFIRMATION,
        ActionKind.CONSENT_TO_BE_BOUND,
        ActionKind.NOTIFICATION_OF_ACCEPTANCE,
    }
)

# What may be done to the operation of a treaty (VCLT arts. 57 and 72).
SUSPENDING = frozenset({ActionKind.SUSPENSION, ActionKind.RESUMPTION})


class DomesticStage(TextChoices):
    GOVERNMENT = "government", _("Government")
    COMMITTEE = "committee", _("Parliamentary committee")
    LOWER_HOUSE = "lower_house", _("Lower house or single chamber")
    UPPER_HOUSE = "upper_house", _("Upper house")
    PARLIAMENT = "parliament", _("Parliament (chamber not stated)")
    HEAD_OF_STATE = "head_of_state", _("Head of State or instrument signed")
    ANNOUNCED = "announced", _("Ratification announced")
    GAZETTED = "gazetted", _("Published in the gazette")


class StepOutcome(TextChoices):
    PROPOSED = "proposed", _("Proposed")
    DEBATED = "debated", _("Debated")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    NOT_REQUIRED = "not_required", _("Not required")
    DONE = "done", _("Done")


class StatementKind(TextChoices):
    RESERVATION = "reservation", _("Reservation")
    DECLARATION = "declaration", _("Declaration")
    INTERPRETATIVE_DECLARATION = "interpretative_declaration", _("Interpretative declaration")
    OBJECTION = "objection", _("Objection")
    DEROGATION = "derogation", _("Derogation")
    COMMUNICATION = "communication", _("Communication")


class Standing(TextChoices):
    """An actor's place in a treaty on a day (VCLT art. 2(1)(f) and (g))."""

    SIGNATORY = "signatory", _("Signatory")
    CONTRACTING = "contracting", _("Contracting State")
    PROVISIONAL = "provisional", _("Provisionally applying")
    PARTY = "party", _("Party")
    FORMER = "former", _("Former party")


# What is told of a standing that no spell gives: it is open on the day, or there certainly is none.
STANDING_NOT_KNOWN = "not_known"
NO_STANDING = "none"


class TreatyStatus(TextChoices):
    """What may be said of a treaty as a whole on a day."""

    ADOPTED = "adopted", _("Adopted")
    OPEN = "open", _("Open for signature")
    SIGNED = "signed", _("Signed, not in force")
    PENDING = "pending", _("Conditions met, date pending")
    PROVISIONAL = "provisional", _("Provisionally applied")
    IN_FORCE = "in_force", _("In force")
    SUSPENDED = "suspended", _("Suspended")
    TERMINATED = "terminated", _("Terminated")
    SUPERSEDED = "superseded", _("Superseded")
    NOT_KNOWN = "not_known", _("Not known")


class EventKind(TextChoices):
    """What a calendar holds: what is due, and what returns in round years."""

    ENTERS_INTO_FORCE = "enters_into_force", _("Enters into force")
    BINDS = "binds", _("Becomes a party")
    LEAVES = "leaves", _("Withdrawal takes effect")
    ENDS = "ends", _("Termination takes effect")
    WINDOW_CLOSES = "window_closes", _("Last day to object to a reservation")
    CLOSES = "closes", _("Closes for signature")
    CONCLUDED = "concluded", _("Anniversary of conclusion")
    IN_FORCE = "in_force", _("Anniversary of entry into force")


class AllianceKind(TextChoices):
    COLLECTIVE_DEFENCE = "collective_defence", _("Collective defence")
    MUTUAL_DEFENCE = "mutual_defence", _("Mutual defence")
    JOINT_COMMAND = "joint_command", _("Joint command")
    CONSULTATION = "consultation", _("Consultation")
    FRIENDSHIP = "friendship", _("Peace and friendship")


class MembershipKind(TextChoices):
    MEMBER = "member", _("Member")
    ASSOCIATE = "associate", _("Associate")
    OUTSIDE_COMMAND = "outside_command", _("Outside the military command")
    SUSPENDED = "suspended", _("Obligations suspended")


class ObligationKind(TextChoices):
    DEFENCE = "defence", _("Defence")
    OFFENCE = "offence", _("Offence")
    NEUTRALITY = "neutrality", _("Neutrality")
    NONAGGRESSION = "nonaggression", _("Non-aggression")
    CONSULTATION = "consultation", _("Consultation")


class ProgramKind(TextChoices):
    PAIRINGS = "pairings", _("Bilateral pairings")
    MISSION_SERIES = "mission_series", _("Mission series")
    FRAMEWORK = "framework", _("Framework")
    DESIGNATION = "designation", _("Designation")


class PartnershipEnd(TextChoices):
    """Why a partnership ended."""

    ENDED = "ended", _("Ended")
    REPLACED = "replaced", _("Replaced by another pairing")
    BECAME_ALLY = "became_ally", _("Became an ally")
    NEVER_STARTED = "never_started", _("Agreed but never begun")
    REVOKED = "revoked", _("Designation revoked")


class FigureMeasure(TextChoices):
    """What a published figure about a program counts."""

    PARTNERSHIPS = "partnerships", _("Partnerships")
    NATIONS = "nations", _("Partner nations")


class ChangeState(TextChoices):
    """Where a set of changes stands; the public sees what is published, and nothing else."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ChangeKind(TextChoices):
    ADD = "add", _("Added")
    CHANGE = "change", _("Changed")
    DELETE = "delete", _("Deleted")


class Door(TextChoices):
    """The way by which changes came in."""

    ADMIN = "admin", _("Edited by hand")
    GRID = "grid", _("Entered in a grid")
    IMPORT = "import", _("Imported from a file")
    FIXTURES = "fixtures", _("Loaded from fixtures")
    REVERT = "revert", _("Reverted")


REGIONS = {
    "Africa": _("Africa"),
    "Americas": _("Americas"),
    "Asia": _("Asia"),
    "Europe": _("Europe"),
    "Oceania": _("Oceania"),
    "Africa Command": _("Africa Command"),
    "Central Command": _("Central Command"),
    "European Command": _("European Command"),
    "Indo-Pacific Command": _("Indo-Pacific Command"),
    "Northern Command": _("Northern Command"),
    "Southern Command": _("Southern Command"),
}


def region_label(region: str) -> str:
    """Name a region, or a United States combatant command, in the reader's language."""
    return str(REGIONS.get(region, region))


def treaty_words(form: str, kind: str) -> str:
    """Say what a treaty is, from the labels of its form and kind: "Multilateral convention"."""
    words = gettext("%(form)s %(kind)s") % {"form": form.lower(), "kind": kind.lower()}
    return capfirst(words)


def uncapped(label: str) -> str:
    """Write a label within a sentence: its first letter small, unless it names the State."""
    text = str(label)
    return text if text.startswith("État") else text[:1].lower() + text[1:]
