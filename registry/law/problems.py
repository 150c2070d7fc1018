"""What cannot be right in the acts: shown and listed, never fatal."""

from collections.abc import Collection, Hashable, Iterable
from typing import NamedTuple

from registry.choices import CONSENTS, SIGNATURES, ActionKind
from registry.dates import UncertainDate
from registry.law.acts import EXITS, JOINING, Act, Continuation, by_actor, taken_over
from registry.law.clauses import Force
from registry.law.delays import Delay
from registry.law.histories import History, Tenure, declined, histories
from registry.law.suspensions import suspensions
from registry.sentences import Sentence
from registry.sentences import gettext_lazy as _

_IDLE = {
    ActionKind.WITHDRAWAL: ("withdrawal_before_joining", _("A withdrawal follows a consent.")),
    ActionKind.REVOCATION: (
        "revocation_before_consent",
        _("A revocation follows the instrument that it revokes."),
    ),
    ActionKind.WITHDRAWAL_CANCELLED: (
        "nothing_to_cancel",
        _("A withdrawal can be cancelled only before it takes effect (VCLT art. 68)."),
    ),
    ActionKind.PROVISIONAL_END: (
        "provisional_end_before_start",
        _("Provisional application ends after it has started."),
    ),
}


class Problem(NamedTuple):
    """A contradiction: a code for filters, a sentence saying what must hold, the acts concerned."""

    code: str
    message: Sentence
    keys: tuple[Hashable, ...] = ()


def contradictions(
    acts: Iterable[Act],
    *,
    depositaries: int = 1,
    is_complete: bool = True,
    continuations: Iterable[Continuation] = (),
    of: Collection[Hashable] | None = None,
    notice: Delay | None = None,
    ended_on: UncertainDate | None = None,
) -> list[Problem]:
    """List what contradicts itself in the acts of a treaty, by actor; `of` leaves out the others.

    With several depositaries an actor may deposit as many instruments of one kind. Where the acts
    are not complete, a signature that is not among them says nothing. What a
    State took over from the one that it continues is told of the other only. `notice` is the period
    that a withdrawal runs, `ended_on` when the treaty ended for all.
    """
    done, continuations = list(acts), list(continuations)
    ratified_after_signing = is_complete and any(act.kind in SIGNATURES for act in done)
    if of is not None:
        told_by = {*of, *(one.predecessor for one in continuations)}
        done = [act for act in done if act.actor in told_by]
    acts = [*done, *taken_over(done, continuations)]
    found = []
    chosen = acts if of is None else [act for act in acts if act.actor in of]
    every = histories(done, notice, continuations) if chosen else {}
    for actor, own in by_actor(chosen).items():
        history = every[actor]
        idle = [act for act in history.idle if act not in declined(history)]
        found += [Problem(*_IDLE[act.kind], (act.key,)) for act in idle]
        found += _repetitions(history, depositaries)
        found += _signing(history, own, ratified_after_signing)
        found += _effects(own)
        found += _after_the_end(own, ended_on)
    resumptions = [act for act in chosen if act.kind == ActionKind.RESUMPTION]
    paired = {key for suspension in suspensions(chosen) for key in suspension.basis}
    message = _("A resumption follows a suspension.")
    found += [
        Problem("resumption_without_suspension", message, (act.key,))
        for act in sorted(resumptions, key=lambda act: repr(act.key))
        if act.key not in paired
    ]
    return list({(problem.code, problem.keys): problem for problem in found}.values())


def _repetitions(history: History, depositaries: int) -> Iterable[Problem]:
    for tenure in history.tenures:
        kinds = {consent.kind for consent in tenure.consents}
        if len(tenure.consents) > depositaries or len(kinds) > 1:
            keys = tuple(consent.key for consent in tenure.consents)
            message = _("An actor that is bound consents again only after it has left.")
            yield Problem("second_consent", message, keys)
    exits = [act for act in history.repeated if act.kind in EXITS]
    if len(exits) >= depositaries:
        message = _("An actor that has left leaves again only after it has rejoined.")
        yield Problem("second_withdrawal", message, tuple(act.key for act in exits))


def _signing(history: History, own: list[Act], others_signed: bool) -> Iterable[Problem]:
    first = history.tenures[0] if history.tenures else None
    signed = history.signature
    if first is None:
        return
    keys = tuple(act.key for act in (signed, first.consent) if act)
    if signed and first.consent.kind == ActionKind.ACCESSION:
        message = _("A State that has signed ratifies; accession is consent without signature.")
        yield Problem("accession_after_signature", message, keys)
    if not signed and others_signed and first.consent.kind == ActionKind.RATIFICATION:
        message = _("Ratification confirms a signature; without one it is an accession.")
        yield Problem("ratification_without_signature", message, keys)
    if signed and _certainly_after(signed, first):
        yield Problem("signature_after_consent", _("A signature comes before consent."), keys)


def _certainly_after(signed: Act, first: Tenure) -> bool:
    earliest, latest = signed.day.earliest, first.on.latest
    return bool(earliest and latest and earliest > latest)


def _effects(own: list[Act]) -> Iterable[Problem]:
    """Only a succession takes effect before its deposit."""
    for act in sorted(own, key=lambda act: repr(act.key)):
        stated = act.effective_on and act.effective_on.latest
        bound = (CONSENTS - {ActionKind.SUCCESSION}) | EXITS
        if stated and act.kind in bound and act.day.earliest and stated < act.day.earliest:
            message = _("Only a succession takes effect before it is deposited.")
            yield Problem("effect_before_deposit", message, (act.key,))


def _after_the_end(own: list[Act], ended_on: UncertainDate | None) -> Iterable[Problem]:
    """A treaty that has ended binds nobody to perform it any further (VCLT art. 70(1)(a))."""
    for act in sorted(own, key=lambda act: repr(act.key)) if ended_on else ():
        if act.kind in JOINING and ended_on.is_before(act.day):
            message = _("Nobody joins a treaty that has ended (VCLT art. 70).")
            yield Problem("joining_after_end", message, (act.key,))


def disagreement(stated: UncertainDate | None, computed: Force | None) -> Problem | None:
    """Compare the entry into force that the depositary states with that of the clause.

    Both are kept; the message gives both. Dates whose bounds overlap do not disagree, and a date
    that only one side gives is not a difference, except a statement that the clause excludes.
    """
    if stated is None:
        return None
    if computed is None:
        message = _("Stated in force on {stated:date}; by the clause and the acts not yet.", stated)
        return Problem("stated_but_not_computed", message)
    if stated.overlaps(computed.on):
        return None
    message = _(
        "Stated: {stated:date}; by the clause and the acts: {computed:date}.", stated, computed.on
    )
    return Problem("stated_differs_from_computed", message)
