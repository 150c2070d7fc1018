"""The nouns, in their one order: each may refer to those before it."""

from registry.models.accounts import RecoveryCode
from registry.models.actions import DomesticStep, TreatyAction
from registry.models.actors import Actor, ActorName, NameBook, Succession
from registry.models.alliances import Alliance, AllianceName, Membership, Obligation
from registry.models.base import Record
from registry.models.changes import Change, ChangeSet
from registry.models.clauses import (
    EntryIntoForceClause,
    EntryIntoForceCondition,
    ListedActor,
)
from registry.models.desk import SavedFilter
from registry.models.participation import EntryIntoForce, Participation, Problem
from registry.models.phases import Phase
from registry.models.programs import (
    Activity,
    Mission,
    MissionOutcome,
    MissionStop,
    Partnership,
    PartnershipProgram,
    PublishedFigure,
    Vessel,
)
from registry.models.protocols import RatificationProtocol
from registry.models.revision import Revision
from registry.models.search import SearchEntry
from registry.models.sources import Claim, Source, claim_key
from registry.models.statements import Statement
from registry.models.topics import Topic, TopicName
from registry.models.treaties import (
    Citation,
    Depositary,
    Provision,
    Treaty,
    TreatyRelation,
    TreatyText,
    TreatyTitle,
)

# The order of fixtures: a model refers only to those before it.
FIXTURES: dict[str, list[type[Record]]] = {
    "sources": [Source, Claim],
    "actors": [Actor, ActorName, Succession],
    "treaties": [
        Topic,
        TopicName,
        Treaty,
        TreatyTitle,
        TreatyText,
        Citation,
        Depositary,
        Provision,
        TreatyRelation,
    ],
    "clauses": [EntryIntoForceClause, EntryIntoForceCondition, ListedActor],
    "actions": [TreatyAction, DomesticStep],
    "statements": [Statement],
    "protocols": [RatificationProtocol],
    "alliances": [Alliance, AllianceName, Membership, Obligation],
    "programs": [
        PartnershipProgram,
        Activity,
        Partnership,
        PublishedFigure,
        Vessel,
        Mission,
        MissionOutcome,
        MissionStop,
    ],
}

__all__ = [
    "FIXTURES",
    "Activity",
    "Actor",
    "ActorName",
    "Alliance",
    "AllianceName",
    "Change",
    "ChangeSet",
    "Citation",
    "Claim",
    "Depositary",
    "DomesticStep",
    "EntryIntoForce",
    "EntryIntoForceClause",
    "EntryIntoForceCondition",
    "ListedActor",
    "Membership",
    "Mission",
    "MissionOutcome",
    "MissionStop",
    "NameBook",
    "Obligation",
    "Participation",
    "Partnership",
    "PartnershipProgram",
    "Phase",
    "Problem",
    "Provision",
    "PublishedFigure",
    "RatificationProtocol",
    "Record",
    "RecoveryCode",
    "Revision",
    "SavedFilter",
    "SearchEntry",
    "Source",
    "Statement",
    "Succession",
    "Topic",
    "TopicName",
    "Treaty",
    "TreatyAction",
    "TreatyRelation",
    "TreatyText",
    "TreatyTitle",
    "Vessel",
    "claim_key",
]
