"""The scores of a register and all that follows from them, each computed once, when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from functools import cached_property

import pandas as pd

from vendor_review.policy import Policy
from vendor_review.schema import CheckedRegister
from vendor_review.scoring.calendar.decision_validity import write_decisions
from vendor_review.scoring.calendar.due_items import next_looks, write_due_items
from vendor_review.scoring.calendar.events import write_events
from vendor_review.scoring.calendar.open_requests import open_requests
from vendor_review.scoring.calendar.review_days import review_days
from vendor_review.scoring.model.ledger import write_control_points, write_ledger
from vendor_review.scoring.model.scores import Scores, register_of, score_register
from vendor_review.scoring.scenarios.control_answers import Answer
from vendor_review.scoring.scenarios.documents_on_file import OnFile, documents_on_file
from vendor_review.scoring.scenarios.questions import write_questions
from vendor_review.scoring.scenarios.remediation import write_remediation
from vendor_review.scoring.scenarios.reweighting import Reweighted, reweigh
from vendor_review.scoring.scenarios.what_if import WhatIf, what_if
from vendor_review.scoring.vendor_search import named_vendor


class Assessment(Scores):
    """Scores of all vendors with a current engagement, and what follows from them.

    `vendors` has one row per vendor, indexed by vendor_id, worst first; what it was made from lies beside it. `Scores`
    says what each table holds.

    Examples
    --------
    >>> scores.vendors[["name", "r_hi", "band"]].round(2)
                                     name   r_hi       band
    vendor_id
    aws               Amazon Web Services  99.25  very high
    sendgrid                     Sendgrid  74.72  very high
    quickbooks-india    Quick Books India  74.72  very high
    """

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Contributions that sum to each score at both ends, a row each, in index points; see `write_ledger`.

        >>> scores.ledger.query("vendor_id == 'aws'")[["points_lo", "points_hi"]].sum().round(2).tolist()
        [1.88, 99.25]
        """
        return write_ledger(self)

    @cached_property
    def on_file(self) -> OnFile:
        """The documents in force that the register has already; see `documents_on_file`."""
        return documents_on_file(self)

    @cached_property
    def questions(self) -> pd.DataFrame:
        """Which answers and documents would lower each score, and by how much at best; see `write_questions`.

        A row per vendor and question; index points, 0..100.

        >>> scores.questions[["vendor_id", "question", "drop", "r_hi"]].head(1).round(2)
          vendor_id      question   drop  r_hi
        0       aws  audit_report  89.25  10.0
        """
        return write_questions(self, self.on_file)

    @cached_property
    def remediation(self) -> pd.DataFrame:
        """Steps that bring those down that are outside the appetite at their best; see `write_remediation`.

        A row per vendor and step; index points, 0..100.

        >>> example.remediation[["vendor_id", "step", "r_hi", "appetite"]].round(2).to_numpy().tolist()
        [['consultrill', 'remedied', 39.02, 'undetermined'], ['consultrill', 'audit_report', 10.0, 'within']]
        """
        return write_remediation(self, on_file=self.on_file)

    @cached_property
    def control_points(self) -> pd.DataFrame:
        """What each control takes off the upper end, and where the rest is lost; see `write_control_points`.

        A row per vendor and control; index points, 0..100.

        >>> points = scores.control_points.query("vendor_id == 'sendgrid' and control == 'VR-P1'")
        >>> points[["full", "earned", "lost_level", "lost_age"]].round(2).to_dict("records")
        [{'full': 3.75, 'earned': 0.28, 'lost_level': 2.62, 'lost_age': 0.84}]
        """
        return write_control_points(self)

    @cached_property
    def events(self) -> pd.DataFrame:
        """What ends, begins or is new, with its day; see `write_events`.

        A row per vendor and event, past ones as well. What falls due is in `due_items`.

        >>> coming = example.events.query("vendor_id == 'tallowgraph' and not past").head(2)
        >>> [f"{day:%Y-%m-%d} {kind}" for day, kind in zip(coming["on"], coming["kind"])]
        ['2027-01-27 evidence_fades', '2028-02-17 evidence_at_floor']
        """
        return write_events(self, register_of(self))

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """The last decision about each vendor, whether it is in force, and what has ended it; see `write_decisions`.

        A row per vendor that was decided on.

        >>> [lapse.why for lapse in example.decisions.loc["pennickmere", "lapses"]]
        ['evidence_expires', 'band', 'appetite']
        """
        return write_decisions(self, register_of(self), self.events)

    @cached_property
    def due_items(self) -> pd.DataFrame:
        """What falls due, by when, why, and who owns it; see `write_due_items`.

        A row per vendor and thing that falls due, the earliest first. Whatever shows a due day takes it from here.

        >>> due = example.due_items.query("vendor_id == 'watchfen'")
        >>> [f"{day:%Y-%m-%d} {what}" for day, what in zip(due["due_on"], due["what"])]
        ['2026-10-12 review']
        """
        asked = open_requests(self, register_of(self))
        return write_due_items(self, self.events, review_days(self, self.events), self.decisions, asked)

    @cached_property
    def next_looks(self) -> pd.DataFrame:
        """Of each vendor the review or interim check that is due first: of `due_items` a row per vendor.

        >>> example.next_looks.loc["basaltfell", ["what", "state", "why"]].tolist()
        ['review', 'due soon', 'engagement_starts']
        """
        return next_looks(self.due_items).reindex(self.vendors.index)

    def reweighted(
        self,
        weights: Mapping[str, float] | None = None,
        *,
        kappa: float | None = None,
        gate_floor: float | None = None,
    ) -> Reweighted[Assessment]:
        """All vendors, ranked as they would be if controls weighed otherwise; these scores stay as they are.

        A row per vendor in `Reweighted.vendors`, in points of 0 to 100. No register is read and no vendor scored anew:
        it takes milliseconds. Every score and contribution equals to 1e-9 points what scoring under a policy with
        these numbers gives.

        Parameters
        ----------
        weights
            Control, or group of controls (access, identity, protection, oversight), to how many times as much as the
            policy lets it weigh, 0 or above: `{"access": 2, "VR-I1": 0.5}`. What is not named stays; then all are
            scaled to sum to 1. Of a control in a group that is named, too, both count.
        kappa
            The most that controls can take off the exposure, as a share of it, 0..1.
        gate_floor
            Control strength that is left where a gate fails, 0..1.

        Raises
        ------
        UsageError
            For all names that are no control and no group, with the nearest that is, all numbers out of range, and
            where no weight is left for the controls of a vendor.

        Examples
        --------
        >>> again = example.reweighted({"access": 3}, kappa=0.8)
        >>> again.vendors.loc["basaltfell", ["rank_before", "rank", "climbed"]].tolist()
        [14, 13, 1]
        >>> again.after.ledger.query("vendor_id == 'basaltfell'")["points_hi"].sum().round(2)
        np.float64(27.51)
        """
        return reweigh(self, weights or {}, kappa, gate_floor)

    def named(self, called: str) -> str:
        """The id of the one vendor that is called so, as text: by id, name or alias, other spelling or part.

        Raises
        ------
        UsageError
            If several may be meant, nearest first, or none is, with those that come near.

        Examples
        --------
        >>> scores.named("Quick Books")
        'quickbooks-india'
        """
        return named_vendor(self, called)

    def what_if(
        self,
        vendor_id: str,
        controls: Mapping[str, Answer] | None = None,
        *,
        documents: Sequence[str] = (),
        path: str | None = None,
        data: Mapping[str, Sequence[str]] | None = None,
        transfer: str | None = None,
        engagement: str | None = None,
    ) -> WhatIf:
        """One vendor, if something else were stated: what it would score, and what moves.

        The vendor is scored again by the same functions, alone; the register and these scores stay as they are. What
        is not given stays as stated. Controls are supposed before documents. Scores are points of 0 to 100, at both
        ends.

        Parameters
        ----------
        vendor_id
            Id of the vendor, or its name.
        controls
            Control to what would be answered: `"no"`, or `("yes", "E5")` with a document of that level, as fresh as
            can be and in scope, or `("yes", "E5", date(2026, 10, 1))` with its date (None: undated), or
            `("yes", "aws-soc2-2026")` with a document of the register. An answer alone has no document.
        documents
            Documents of the policy's requests that would say the best of all that they can speak of, such as
            `["audit_report"]`; what is answered already stays answered, and is evidenced by them.
        path
            Access path, or a range of them: `"receives"`, `"receives..stores"`; blank is not stated.
        data
            Categories by custody, `{"disclosed": ["EmailAddress"], "held": ["none"]}`, in place of those stated;
            whose data it is and how much stays.
        transfer
            Transfer mechanisms, `;`-separated: `"scc_m3"`.
        engagement
            Id of the engagement that path, data and transfer are about; all current ones if it is not given.

        Raises
        ------
        UsageError
            For a vendor, control, answer, level, path, category or engagement that does not exist, with the nearest
            that does.

        Examples
        --------
        >>> found = scores.what_if("sendgrid", {"VR-I1": ("yes", "E5", "2026-10-01")}, path="receives")
        >>> round(found.before.r_hi, 2), round(found.after.r_hi, 2), found.after.appetite
        (74.72, 47.31, 'undetermined')
        >>> found.what_if(documents=["audit_report"]).after.appetite
        'within'
        """
        about = {"path": path, "data": data, "transfer": transfer, "engagement": engagement}
        return what_if(self, vendor_id, controls=controls, documents=documents, **about)


def score_vendors(checked: CheckedRegister, policy: Policy) -> Assessment:
    """Scores every vendor that has a current engagement, or none stated; see `score_register`.

    Parameters
    ----------
    checked
        The accepted rows; a vendor whose row, engagement or data was rejected counts as unknown there.
    policy
        The numbers in force on the day of the review.
    """
    scores = score_register(checked, policy)
    return Assessment(**{one.name: getattr(scores, one.name) for one in fields(scores)})
