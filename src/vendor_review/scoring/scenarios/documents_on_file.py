"""Documents that the register has already: what they would show if the answers were taken from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from vendor_review.policy import Policy
from vendor_review.scoring.model.bands import NOTHING, Flags, Floats, Words
from vendor_review.scoring.model.controls import WORD_OF_MOUTH
from vendor_review.scoring.model.evidence import weigh_evidence
from vendor_review.scoring.model.lookup import Places, places_of
from vendor_review.scoring.model.scores import Scores, register_of
from vendor_review.scoring.scenarios.engine import Scenarios

#: A document of no kind that the policy names.
OTHER = "other"
#: Cells of `evidence` without which a document counts for less than it may be worth.
_BLANKS = ("level", "in_scope", "issued_on", "period_end")


@dataclass(frozen=True)
class OnFile:
    """Documents in force, a row per document, of vendors with a score, in the order of the register.

    That is every document of a kind that vendors are asked for, and others that no answer cites and no page links to.
    Left out is a document of no kind of the policy that states no level: nobody knows what it could show.
    A document is in force unless it has expired, is out of scope or not issued yet.

    Attributes
    ----------
    evidence_id, kind
        The document.
    vendor
        Place of its vendor in `Scores.vendors`.
    cited
        Documents x controls: whose answer cites it already.
    spoken
        Documents x controls: of which its kind can speak. A vendor's own word, such as a questionnaire, that some
        answer cites has been read: it speaks of what it is cited for.
    now, best
        How strongly each shows what it says, 0..1: as it is filed, and with the blanks among its cells filled in at
        their best.
    keys_now, keys
        Likewise, whether each can show that its vendor cannot reach the keys of its ciphertext.
    blanks
        The columns of those blanks.
    need_no_other
        Whether it need not be asked for again: it holds answers still, and a newer one would prove no more, or it says
        itself that it is still valid.
    """

    evidence_id: Words
    kind: Words
    vendor: Places
    cited: Flags
    spoken: Flags
    now: Floats
    best: Floats
    keys_now: Flags
    keys: Flags
    blanks: tuple[tuple[str, ...], ...]
    need_no_other: Flags

    def shown(self, strength: Floats) -> Floats:
        """Documents x controls: how strongly each control is shown by documents as strong as that, 0..1."""
        return self.spoken * strength[:, None]

    def all_of_each(self, vendors: int) -> tuple[Floats, Flags, Flags, Flags]:
        """What all documents of a vendor show together at their best, as `Scenarios.known` takes it."""
        return self._together(vendors, np.ones(len(self.vendor), dtype=np.bool_))

    def unread_of_each(self, vendors: int) -> tuple[Floats, Flags, Flags, Flags]:
        """The same of those documents alone that no answer cites: what they say, nobody needs to be asked."""
        unread = ~np.asarray(self.cited.any(axis=1), dtype=np.bool_)
        return self._together(vendors, unread)

    def _together(self, vendors: int, wanted: Flags) -> tuple[Floats, Flags, Flags, Flags]:
        found, keys = np.zeros((vendors, self.spoken.shape[1])), np.zeros(vendors, dtype=np.bool_)
        np.maximum.at(found, self.vendor[wanted], self.shown(self.best)[wanted])
        keys[self.vendor[self.keys & wanted]] = True
        nothing = np.zeros(vendors, dtype=np.bool_)
        return found, nothing, nothing, keys

    def has(self, kinds: Sequence[str], vendors: int) -> Flags:
        """The vendors of which a document of such a kind is on file that need not be asked for again."""
        found = np.zeros(vendors, dtype=np.bool_)
        found[self.vendor[np.isin(self.kind.astype(str), kinds) & self.need_no_other]] = True
        return found

    def told(self, rows: Scenarios) -> tuple[list[int], list[str]]:
        """Vendor and id of each document that shows something more strongly than the rows do, and than others do.

        `rows` has each vendor once at most. Of equally strong documents of a vendor the first counts.
        """
        vendors = int(max(rows.vendor.max(initial=-1), self.vendor.max(initial=-1))) + 1
        row = np.full(vendors, -1, dtype=np.intp)
        row[rows.vendor] = np.arange(len(rows.vendor))
        row = row[self.vendor]
        shown = self.shown(self.best) * (row >= 0)[:, None]
        raises = rows.attainable[row] * shown > rows.credit_lo[row] + NOTHING if len(row) else shown > 0
        in_order = np.lexsort((-np.arange(len(self.best)), self.best))
        helping = np.zeros(len(self.best), dtype=np.bool_)
        for control in range(shown.shape[1]):
            strongest = np.full(vendors, -1, dtype=np.intp)
            raising = in_order[raises[in_order, control]]
            # Where a place is named several times the last stays: the strongest.
            strongest[self.vendor[raising]] = raising
            helping[strongest[strongest >= 0]] = True
        return self.vendor[helping].tolist(), self.evidence_id[helping].tolist()


def documents_on_file(scores: Scores) -> OnFile:
    """The documents in force of all vendors that have a score."""
    policy, controls = scores.policy, scores.controls
    rows = register_of(scores).tables["evidence"]
    filled = _filled_in(rows, policy)
    best = weigh_evidence(filled, policy)
    vendor = places_of(rows["vendor_id"], scores.vendors.index)
    wanted = {kind for kinds in policy.requests["kinds"] for kind in kinds}
    cited_ids = np.unique(controls.evidence_id.astype(str))
    idle = ~rows["evidence_id"].isin(cited_ids) & rows["public_as"].eq("")
    says = rows["kind"].ne(OTHER) | rows["level"].ne("")
    kept = np.flatnonzero(
        (vendor >= 0) & best["strength"].gt(0).to_numpy() & says & (rows["kind"].isin(wanted) | idle)
    )
    rows, best, filled, vendor = rows.iloc[kept], best.iloc[kept], filled.iloc[kept], vendor[kept]
    of_kind = {
        kind: np.isin(controls.control_ids.astype(str), [*document.controls])
        for kind, document in policy.documents.items()
    }
    none = np.zeros(len(controls.control_ids), dtype=np.bool_)
    able = np.array([of_kind.get(kind, none) for kind in rows["kind"]]).reshape(len(rows), len(none))
    ids = rows["evidence_id"].to_numpy(dtype=object)
    cited = controls.evidence_id[vendor] == ids[:, None]
    is_read = best["counts_as"].isin(WORD_OF_MOUTH).to_numpy() & cited.any(axis=1)
    was = {name: _is_blank(rows[name]) & ~_is_blank(filled[name]) for name in _BLANKS}
    as_filed = scores.evidence.loc[ids]
    is_fresh = (best["age_factor"] > 1 - NOTHING) | rows["valid_until"].notna().to_numpy()
    return OnFile(
        evidence_id=ids,
        kind=rows["kind"].to_numpy(dtype=object),
        vendor=vendor,
        cited=cited,
        spoken=np.where(is_read[:, None], cited, able),
        now=as_filed["strength"].to_numpy(),
        best=best["strength"].to_numpy(),
        keys_now=_shows_keys(as_filed, policy),
        keys=_shows_keys(best, policy),
        blanks=tuple(tuple(name for name in _BLANKS if was[name][place]) for place in range(len(rows))),
        need_no_other=is_fresh.to_numpy(dtype=np.bool_) & ~is_read,
    )


def _shows_keys(documents: pd.DataFrame, policy: Policy) -> Flags:
    """Which documents, as weighed, can show that a vendor cannot reach the keys of its ciphertext."""
    control, least = policy.ciphertext_proof
    levels = list(policy.evidence_strength)
    able = [kind for kind, document in policy.documents.items() if control in document.controls]
    shown: Flags = (
        documents["kind"].isin(able)
        & documents["counts_as"].isin(levels[levels.index(least) :])
        & documents["age_factor"].gt(policy.evidence_floor)
    ).to_numpy(dtype=np.bool_)
    return shown


def _filled_in(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Documents with their blanks filled in as well as they could be."""
    as_of = np.datetime64(policy.as_of, "us")
    caps = {kind: document.level for kind, document in policy.documents.items()}
    on_period = [kind for kind, document in policy.documents.items() if document.reports_on_period]
    latest = rows["issued_on"].fillna(as_of)
    undated = rows["issued_on"].isna() & rows["period_end"].isna()
    return rows.assign(
        level=rows["level"].mask(rows["level"].eq(""), rows["kind"].map(caps).astype(object).fillna("")),
        in_scope=rows["in_scope"].mask(rows["in_scope"].eq(""), "yes"),
        # What it reports on ended at the latest when it was issued.
        period_end=rows["period_end"].mask(rows["period_end"].isna() & rows["kind"].isin(on_period), latest),
        issued_on=rows["issued_on"].mask(undated & ~rows["kind"].isin(on_period), as_of),
    )


def _is_blank(cells: pd.Series) -> Flags:
    blank: Flags = (cells.isna() if cells.dtype.kind == "M" else cells.eq("")).to_numpy(dtype=np.bool_)
    return blank
