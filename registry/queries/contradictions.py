"""What the desk calls what contradicts itself (`registry.law.problems`), and where to mend it."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "accession_after_signature": _("Accession after signature"),
    "effect_before_deposit": _("Effect before deposit"),
    "joining_after_end": _("Joining after the end"),
    "nothing_to_cancel": _("Nothing to cancel"),
    "provisional_end_before_start": _("End of provisional application before its start"),
    "ratification_without_signature": _("Ratification without signature"),
    "resumption_without_suspension": _("Resumption without suspension"),
    "revocation_before_consent": _("Revocation before consent"),
    "second_consent": _("Second consent"),
    "second_withdrawal": _("Second withdrawal"),
    "signature_after_consent": _("Signature after consent"),
    "stated_but_not_computed": _("Entry into force stated, but not computed"),
    "stated_differs_from_computed": _("Stated entry into force differs from the computed"),
    "withdrawal_before_joining": _("Withdrawal before joining"),
}
CONTRADICTION = _("Contradiction")

# Which field of an act mends what the law finds; otherwise it is its day.
MENDED_IN = {
    "accession_after_signature": "kind",
    "ratification_without_signature": "kind",
    "effect_before_deposit": "effective_on",
    "second_consent": "number",
}
