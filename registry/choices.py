"""Every list of allowed words. Values are data: they are stored, exported and never renamed."""

from django.db.models import TextChoices


class SourceRank(TextChoices):
    """How close a source stands to the fact, the closest first."""

    DEPOSITARY = "depositary", "Depositary"
    GAZETTE = "gazette", "Official gazette or treaty series"
    OFFICIAL = "official", "Other official publication"
    DATASET = "dataset", "Scholarly dataset or encyclopedia"
    PRESS = "press", "Press"


class ActorKind(TextChoices):
    STATE = "state", "State"
    ORGANIZATION = "organization", "International organization"
    INTEGRATION_ORGANIZATION = "integration_organization", "Regional integration organization"
    TERRITORY = "territory", "Territory"
    SUBSTATE_BODY = "substate_body", "Sub-state body"
    ARMED_SERVICE = "armed_service", "Armed service"


class SuccessionKind(TextChoices):
    CONTINUES = "continues", "Continues"
    SUCCEEDS = "succeeds", "Succeeds"
    SEPARATES_FROM = "separates_from", "Separates from"
    UNITES_INTO = "unites_into", "Unites into"


class TreatyKind(TextChoices):
    TREATY = "treaty", "Treaty"
    CONVENTION = "convention", "Convention"
    COVENANT = "covenant", "Covenant"
    CHARTER = "charter", "Charter"
    STATUTE = "statute", "Statute"
    AGREEMENT = "agreement", "Agreement"
    PROTOCOL = "protocol", "Protocol"
    AMENDMENT = "amendment", "Amendment"
    PACT = "pact", "Pact"
    EXCHANGE_OF_NOTES = "exchange_of_notes", "Exchange of notes"
    ARRANGEMENT = "arrangement", "Arrangement"
    MEMORANDUM = "memorandum", "Memorandum of understanding"
    DECLARATION = "declaration", "Declaration"


class TreatyForm(TextChoices):
    BILATERAL = "bilateral", "Bilateral"
    PLURILATERAL = "plurilateral", "Plurilateral"
    MULTILATERAL = "multilateral", "Multilateral"


class Coverage(TextChoices):
    """How many of a treaty's acts are on record: what is missing must not be counted as none."""

    COMPLETE = "complete", "All of them"
    PARTIAL = "partial", "Some of them"


class EndGround(TextChoices):
    """Why a treaty ended for all its parties (VCLT arts. 54 to 64)."""

    EXPIRED = "expired", "Expired by its terms"
    TERMINATED = "terminated", "Terminated by agreement"
    SUPERSEDED = "superseded", "Superseded by a later treaty"
    DENOUNCED = "denounced", "Denounced"
    REPLACED_ON_RENEWAL = "renewed", "Replaced on renewal"
    FULFILLED = "fulfilled", "Fulfilled"
    LAPSED = "lapsed", "Lapsed"


class ProvisionKind(TextChoices):
    ACCESSION = "accession", "Accession"
    MUTUAL_DEFENCE = "mutual_defence", "Mutual defence"
    CONSULTATION = "consultation", "Consultation"
    AREA = "area", "Area"
    DURATION = "duration", "Duration"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    AMENDMENT = "amendment", "Amendment"
    RESERVATIONS = "reservations", "Reservations"
    ENTRY_INTO_FORCE = "entry_into_force", "Entry into force"
    OTHER = "other", "Other"


class RelationKind(TextChoices):
    """What the first treaty does to the second."""

    AMENDS = "amends", "amends"
    PROTOCOL_TO = "protocol_to", "is a protocol to"
    ACCESSION_PROTOCOL_TO = "accession_protocol_to", "is an accession protocol to"
    RENEWS = "renews", "renews"
    SUPERSEDES = "supersedes", "supersedes"
    TERMINATES = "terminates", "terminates"
    IMPLEMENTS = "implements", "implements"
    WITHIN_FRAMEWORK_OF = "within_framework_of", "is within the framework of"
    COMPLEMENTS = "complements", "complements"


class CitationScheme(TextChoices):
    UN_REGISTRATION = "un_registration", "UN registration number"
    UNTS = "unts", "UN Treaty Series"
    MTDSG = "mtdsg", "Multilateral Treaties Deposited with the Secretary-General"
    LNTS = "lnts", "League of Nations Treaty Series"
    TIAS = "tias", "Treaties and Other International Acts Series"
    ETS = "ets", "European Treaty Series"
    CTS = "cts", "Canada Treaty Series"
    ATS = "ats", "Australian Treaty Series"
    UKTS = "ukts", "United Kingdom Treaties Online"
    BSP = "bsp", "British and Foreign State Papers"
    STAT = "stat", "United States Statutes at Large"
    ATOP = "atop", "Alliance Treaty Obligations and Provisions"
    COW = "cow", "Correlates of War"
    IEADB = "ieadb", "International Environmental Agreements Database"
    UNCTAD = "unctad", "UNCTAD investment agreements"
    DESTA = "desta", "Design of Trade Agreements"
    WIKIDATA = "wikidata", "Wikidata"


class ConditionKind(TextChoices):
    """What one condition of an entry-into-force clause asks for."""

    COUNT = "count", "A number of instruments"
    ALL = "all", "The instruments of all of a set"
    FRACTION = "fraction", "The instruments of a fraction of a set"
    NAMED = "named", "The instruments of a number of a list"
    SHARE = "share", "Instruments that together hold a share"
    NOT_BEFORE = "not_before", "Not before a date"
    ANOTHER_TREATY = "another_treaty", "Another treaty in force"


class ActorSet(TextChoices):
    """The set that a condition speaks of."""

    SIGNATORIES = "signatories", "The signatories"
    PARTIES = "parties", "The parties to another treaty"
    LIST = "list", "The actors listed here"


class DelayKind(TextChoices):
    """How the day of effect follows from the day on which the condition is met."""

    DAYS = "days", "So many days after"
    MONTHS = "months", "So many months after"
    FIRST_OF_MONTH = "first_of_month", "First day of the n-th month after the month"
    DAYS_THEN_FIRST_OF_MONTH = (
        "days_then_first_of_month",
        "First day of the month after so many days",
    )


class JoinerAnchor(TextChoices):
    """Who is a later joiner: whoever deposits after this moment."""

    THRESHOLD = "threshold", "The instrument that met the condition"
    ENTRY_INTO_FORCE = "entry_into_force", "The entry into force"


class ActionKind(TextChoices):
    SIGNATURE = "signature", "Signature"
    DEFINITIVE_SIGNATURE = "definitive_signature", "Definitive signature"
    SIGNATURE_AD_REFERENDUM = "signature_ad_referendum", "Signature ad referendum"
    CONFIRMATION_OF_SIGNATURE = "confirmation_of_signature", "Confirmation of signature"
    RATIFICATION = "ratification", "Ratification"
    ACCEPTANCE = "acceptance", "Acceptance"
    APPROVAL = "approval", "Approval"
    ACCESSION = "accession", "Accession"
    SUCCESSION = "succession", "Succession"
    FORMAL_CONFIRMATION = "formal_confirmation", "Formal confirmation"
    CONSENT_TO_BE_BOUND = "consent_to_be_bound", "Consent to be bound"
    NOTIFICATION_OF_ACCEPTANCE = "notification_of_acceptance", "Notification of acceptance"
    PROVISIONAL_START = "provisional_start", "Start of provisional application"
    PROVISIONAL_END = "provisional_end", "End of provisional application"
    TERRITORIAL_EXTENSION = "territorial_extension", "Territorial extension"
    TERRITORIAL_EXCLUSION = "territorial_exclusion", "Territorial exclusion"
    WITHDRAWAL = "withdrawal", "Withdrawal"
    WITHDRAWAL_CANCELLED = "withdrawal_cancelled", "Withdrawal cancelled"
    REVOCATION = "revocation", "Revocation of an instrument"
    SUSPENSION = "suspension", "Suspension"
    RESUMPTION = "resumption", "Resumption"
    TERMINATION = "termination", "Termination"
    INVITATION = "invitation", "Invitation"


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


class DomesticStage(TextChoices):
    GOVERNMENT = "government", "Government"
    COMMITTEE = "committee", "Parliamentary committee"
    LOWER_HOUSE = "lower_house", "Lower house or single chamber"
    UPPER_HOUSE = "upper_house", "Upper house"
    PARLIAMENT = "parliament", "Parliament (chamber not stated)"
    HEAD_OF_STATE = "head_of_state", "Head of State or instrument signed"
    ANNOUNCED = "announced", "Ratification announced"
    GAZETTED = "gazetted", "Published in the gazette"


class StepOutcome(TextChoices):
    PROPOSED = "proposed", "Proposed"
    DEBATED = "debated", "Debated"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    NOT_REQUIRED = "not_required", "Not required"
    DONE = "done", "Done"


class StatementKind(TextChoices):
    RESERVATION = "reservation", "Reservation"
    DECLARATION = "declaration", "Declaration"
    INTERPRETATIVE_DECLARATION = "interpretative_declaration", "Interpretative declaration"
    OBJECTION = "objection", "Objection"
    DEROGATION = "derogation", "Derogation"
    COMMUNICATION = "communication", "Communication"


class Standing(TextChoices):
    """An actor's place in a treaty on a day (VCLT art. 2(1)(f) and (g))."""

    SIGNATORY = "signatory", "Signatory"
    CONTRACTING = "contracting", "Contracting State"
    PROVISIONAL = "provisional", "Provisionally applying"
    PARTY = "party", "Party"
    FORMER = "former", "Former party"


class TreatyStatus(TextChoices):
    """What may be said of a treaty as a whole on a day."""

    ADOPTED = "adopted", "Adopted"
    OPEN = "open", "Open for signature"
    SIGNED = "signed", "Signed, not in force"
    PENDING = "pending", "Conditions met, date pending"
    PROVISIONAL = "provisional", "Provisionally applied"
    IN_FORCE = "in_force", "In force"
    SUSPENDED = "suspended", "Suspended"
    TERMINATED = "terminated", "Terminated"
    SUPERSEDED = "superseded", "Superseded"
    NOT_KNOWN = "not_known", "Not known"


class EventKind(TextChoices):
    """What a calendar holds: what is due, and what returns in round years."""

    ENTERS_INTO_FORCE = "enters_into_force", "Enters into force"
    BINDS = "binds", "Becomes a party"
    LEAVES = "leaves", "Withdrawal takes effect"
    WINDOW_CLOSES = "window_closes", "Last day to object to a reservation"
    CLOSES = "closes", "Closes for signature"
    CONCLUDED = "concluded", "Anniversary of conclusion"
    IN_FORCE = "in_force", "Anniversary of entry into force"


class AllianceKind(TextChoices):
    COLLECTIVE_DEFENCE = "collective_defence", "Collective defence"
    MUTUAL_DEFENCE = "mutual_defence", "Mutual defence"
    JOINT_COMMAND = "joint_command", "Joint command"
    CONSULTATION = "consultation", "Consultation"
    FRIENDSHIP = "friendship", "Peace and friendship"


class MembershipKind(TextChoices):
    MEMBER = "member", "Member"
    ASSOCIATE = "associate", "Associate"
    OUTSIDE_COMMAND = "outside_command", "Outside the military command"
    SUSPENDED = "suspended", "Obligations suspended"


class ObligationKind(TextChoices):
    DEFENCE = "defence", "Defence"
    OFFENCE = "offence", "Offence"
    NEUTRALITY = "neutrality", "Neutrality"
    NONAGGRESSION = "nonaggression", "Non-aggression"
    CONSULTATION = "consultation", "Consultation"


class ProgramKind(TextChoices):
    PAIRINGS = "pairings", "Bilateral pairings"
    MISSION_SERIES = "mission_series", "Mission series"
    FRAMEWORK = "framework", "Framework"
    DESIGNATION = "designation", "Designation"


class PartnershipEnd(TextChoices):
    """Why a partnership ended."""

    ENDED = "ended", "Ended"
    REPLACED = "replaced", "Replaced by another pairing"
    BECAME_ALLY = "became_ally", "Became an ally"
    NEVER_STARTED = "never_started", "Agreed but never begun"
    REVOKED = "revoked", "Designation revoked"


class FigureMeasure(TextChoices):
    """What a published figure about a program counts."""

    PARTNERSHIPS = "partnerships", "Partnerships"
    NATIONS = "nations", "Partner nations"


class ChangeState(TextChoices):
    """Where a set of changes stands; the public sees what is published, and nothing else."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ChangeKind(TextChoices):
    ADD = "add", "Added"
    CHANGE = "change", "Changed"
    DELETE = "delete", "Deleted"


class Door(TextChoices):
    """The way by which changes came in."""

    ADMIN = "admin", "Edited by hand"
    GRID = "grid", "Entered in a grid"
    IMPORT = "import", "Imported from a file"
    FIXTURES = "fixtures", "Loaded from fixtures"
    REVERT = "revert", "Reverted"
