"""The words that a policy allows in a register's cells; the schema knows no policy itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

#: What a check of the law may come to, from best to worst.
STATES = ("pass", "unknown", "fail")
#: Roles of an engagement, regions of customers by the law that their data is under, and kinds of places beyond it:
#: where the GDPR applies, where an adequacy decision holds for all, and where one holds for listed firms alone.
ROLES = ("processor", "independent_controller", "affiliate")
REGIONS = ("EU", "UK", "other")
PLACE_KINDS = ("eea", "adequacy", "dpf")
#: Stands for all of them.
ANY = "any"


class Service(NamedTuple):
    """What a transfer mechanism comes to for a role, a region and a kind of places, each of which may be `ANY`."""

    mechanism: str
    role: str
    region: str
    places: str
    result: str


@dataclass(frozen=True)
class DocumentKind:
    """What the policy says of documents of one kind (`evidence.kind`).

    Attributes
    ----------
    level
        The highest level (`evidence.level`, E1 to E5) that one can have.
    controls
        Ids of the controls that it can speak of.
    reports_on_period
        Whether it reports on a period: its age then counts from `period_end`, and without one it counts as undated.
    usual_months
        Months after which one ends that does not say until when it is valid; None: it has no end of its own.
    """

    level: str
    controls: frozenset[str]
    reports_on_period: bool = False
    usual_months: int | None = None


@dataclass(frozen=True)
class Vocabulary:
    """What the policy in force allows.

    Attributes
    ----------
    controls
        Ids that `access_controls.control` may hold, such as `VR-A1`.
    shorthands
        What may stand for several controls, `*` or a group, to the ids of those.
    categories
        Ids that `data_shared.category` may hold; `none` and `unclassified` are always allowed beside them.
    not_applicable
        Pairs of role and control for which the answer `not_applicable` is allowed.
    eea
        ISO 3166-1 alpha-2 codes of the countries in which the GDPR applies on the day of the review. None: the
        policy says nothing about transfers, and none is judged.
    adequate
        Codes of the countries for which an adequacy decision holds on that day, whoever receives the data there.
    listed
        Codes of the countries where it holds only for firms on the list of the Data Privacy Framework.
    mechanisms
        Which transfer mechanism serves whom and where. For whom it has no row, it does not serve.
    documents
        What each kind of document can show, see `DocumentKind`; of a kind that is not there nothing is judged.
    requests
        What else vendors are asked for: ids of the policy's requests, each of a document or of a description.
    answer_days
        Days after which no answer to what was asked counts as declined; None: it never does.
    control_names, category_names
        Id to what the policy calls it: somebody who writes that instead of the id is told the id.
    digest
        Another where a score could come out otherwise under the policy: a decision pins it.
    """

    controls: frozenset[str]
    categories: frozenset[str]
    not_applicable: frozenset[tuple[str, str]]
    shorthands: Mapping[str, frozenset[str]] = field(default_factory=dict)
    eea: frozenset[str] = frozenset()
    adequate: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    mechanisms: tuple[Service, ...] = ()
    documents: Mapping[str, DocumentKind] = field(default_factory=dict)
    requests: frozenset[str] = frozenset()
    answer_days: int | None = None
    control_names: Mapping[str, str] = field(default_factory=dict)
    category_names: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
