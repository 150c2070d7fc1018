"""The boxes of the grid: who acts, what they do, and one row for each act."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from registry.admin.forms import DateInput
from registry.admin.typed import TypedAlliance, TypedSource, TypedTreaty
from registry.choices import ActionKind
from registry.dates import UncertainDateFormField
from registry.importers.pasted import UNREAD, read_kind
from registry.models import TreatyAction

ROWS = 200
UNKNOWN_NAMES = 150

PARTIES, SIGNERS, WAITING, AWAITED, MEMBERS, NAMES = (
    *("parties", "signers", "waiting", "awaited", "members", "names"),
)
SETS = [
    (PARTIES, _("The parties to a treaty")),
    (SIGNERS, _("Those that signed a treaty")),
    (WAITING, _("Those that signed a treaty and have not consented")),
    (AWAITED, _("Those whose instruments the clause of this treaty awaits")),
    (MEMBERS, _("The members of an alliance")),
    (NAMES, _("The names or rows pasted below")),
]
KINDS = [("", "—"), *ActionKind.choices]


class WhoForm(forms.Form):
    """The set of actors, on a day."""

    prefix = "who"

    who = forms.ChoiceField(label=_("Who"), choices=SETS)
    treaty = TypedTreaty(
        label=_("Treaty"),
        help_text=_("Where it is not this one: its name in the address, or words of its title."),
    )
    alliance = TypedAlliance(label=_("Alliance"))
    as_at = UncertainDateFormField(
        label=_("On the day"),
        required=False,
        widget=DateInput,
        help_text=_("Empty: the day of the act, or today."),
    )
    pasted = forms.CharField(
        label=_("Names or rows"),
        required=False,
        strip=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 70, "spellcheck": "false"}),
        help_text=_(
            "One participant a line. A line may go on with dates and kinds, in columns that tabs "
            "or commas part, and the first line may head them: Participant, Signature, "
            "Ratification. Marks beside a date: A acceptance, AA approval, a accession, c formal "
            "confirmation, d succession, s definitive signature."
        ),
    )

    def __init__(self, *args, treaties=(), alliances=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["treaty"].choices = treaties
        self.fields["alliance"].choices = alliances

    def clean(self):
        given = super().clean()
        who = given.get("who")
        if who == MEMBERS and not given.get("alliance") and "alliance" not in self.errors:
            self.add_error("alliance", _("Name the alliance."))
        if who == NAMES and not given.get("pasted", "").strip():
            self.add_error("pasted", _("Paste the names, one a line."))
        return given


class ActForm(forms.Form):
    """What all rows share."""

    prefix = "act"

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
    deposited_on = UncertainDateFormField(
        label=_("Signed or deposited"), required=False, widget=DateInput
    )
    effective_on = UncertainDateFormField(
        label=_("Effective as stated"), required=False, widget=DateInput
    )
    place = forms.CharField(
        label=_("Place"),
        required=False,
        max_length=TreatyAction._meta.get_field("place").max_length,
    )
    depositary = forms.ChoiceField(label=_("Depositary"), required=False)
    source = TypedSource(
        label=_("Source"),
        help_text=_("Its name in the address, its web address, or words of its title."),
    )
    pinpoint = forms.CharField(label=_("Pinpoint"), required=False, max_length=200)
    again = forms.ChoiceField(
        label=_("Acts already on record"),
        choices=[
            ("leave", _("Leave them out")),
            ("number", _("Add them again with the next number")),
        ],
        help_text=_("Where an actor already has an act of this kind under this treaty."),
    )

    def __init__(self, *args, depositaries=(), sources=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.depositaries = {str(actor.pk): actor for actor in depositaries}
        choices = [(key, str(actor)) for key, actor in self.depositaries.items()]
        self.fields["depositary"].choices = [("", "—"), *choices]
        self.fields["source"].choices = sources

    def clean_depositary(self):
        return self.depositaries.get(self.cleaned_data["depositary"])


class DayOfRow(UncertainDateFormField):
    """The day of a row, which shows what was pasted and not read until somebody settles it."""

    def to_python(self, value):
        if isinstance(value, str) and UNREAD in value:
            message = _(
                "Not all of “%(text)s” is read: keep the date of this act alone, or list the rows "
                "again with a heading over each column, such as Participant, Signature, "
                "Ratification."
            )
            raise ValidationError(message % {"text": value.strip()}, code="unread")
        return super().to_python(value)


class RowForm(forms.Form):
    """One act: by whom, and what differs from the rest.

    `who` is the slug of an actor, or a name that nobody is known by; then `pick` may decide. Four
    boxes a row, and a fifth for the names that are not known, keep the whole under the thousand
    that Django takes.
    """

    take = forms.BooleanField(required=False)
    who = forms.CharField(
        label=_("Name"),
        max_length=300,
        error_messages={"required": _("Name the actor, or untick the row.")},
    )
    pick = forms.CharField(label=_("Whom this name means"), required=False, max_length=100)
    kind = forms.CharField(label=_("Kind"), required=False, max_length=60)
    on = DayOfRow(label=_("Day"), required=False)

    def clean_kind(self):
        text = self.cleaned_data["kind"]
        if not text:
            return ""
        if kind := read_kind(text):
            return kind
        raise ValidationError(_("“%(text)s” is no kind of act.") % {"text": text}, code="invalid")


Rows = forms.formset_factory(
    RowForm,
    extra=0,
    max_num=ROWS,
    absolute_max=ROWS,
    validate_max=True,
)
