"""What taking a questionnaire over does, line by line, for the person who reviews it."""

from __future__ import annotations

from collections.abc import Iterator

from vendor_review.questionnaires.acceptance.answered_requests import REQUESTS
from vendor_review.questionnaires.acceptance.plan import CONTROLS, Existing
from vendor_review.questionnaires.acceptance.service_terms import ENGAGEMENTS
from vendor_review.questionnaires.acceptance.taking import Taking
from vendor_review.questionnaires.form import ANSWER_WORDS, KIND_WORDS
from vendor_review.report.pages.html import counted
from vendor_review.report.words.wording import score_text


def preview_lines(taking: Taking) -> Iterator[str]:
    """Documents and answers that are added, filled in, left and there already; what is for reading; the score."""
    returned, plan = taking.returned, taking.plan
    by = f", answered by {returned.answered_by}" if returned.answered_by else ""
    on = f" on {returned.answered_on}" if returned.answered_on else ""
    on = "" if returned.make else on
    yield f"{taking.vendor} ({returned.vendor_id}): {returned.called}{by}{on}"
    yield from _documents(taking)
    yield from _answers(taking)
    yield from _terms(taking)
    yield from _incidents(taking)
    yield from _list("Requests that this answers:", tuple(_requests(taking)))
    left = [row for row in returned.general if row[0] not in plan.understood]
    if left:
        yield "For you to enter, where it is right:"
        yield from (f"  {place}  {question} {answer}" for place, question, answer in left)
    yield from _list("To be settled before anything is added:", (*taking.doubts, *taking.unsettled))
    if taking.unsettled:
        yield "  When that is done: --settled"
    if taking.returned.additions and not taking.unsettled:
        yield f"Settled: what the vendor added or changed in {counted(len(returned.additions), 'place')}"
    yield from _list("Left out or changed while reading:", returned.remarks)
    yield from _list("Speak of none of the controls:", returned.unmapped)
    if returned.only_names_documents:
        yield "They count for nothing until somebody has seen them, and enters level, days and scope."
    else:
        yield from _list("What 'check' would say of it:", taking.weighed.remarks)
    yield from _list("From documents on file:", taking.weighed.on_file)
    yield _score(taking)
    if plan.adds_nothing:
        yield "There is nothing to add: all of it is there already, or is left for you to take over."


def _documents(taking: Taking) -> Iterator[str]:
    plan = taking.plan
    yield f"Documents: {counted(len(plan.evidence), 'row')} of evidence to add"
    for row, given in zip(plan.evidence, plan.sources, strict=True):
        days = ", ".join(
            f"{word} {row[name]}"
            for word, name in (
                ("issued", "issued_on"),
                ("up to", "period_end"),
                ("valid until", "valid_until"),
            )
            if row.get(name)
        )
        scope = {"yes": "covers our service", "no": "does not cover our service"}.get(
            row["in_scope"], "scope not stated"
        )
        facts = ", ".join(
            filter(None, [KIND_WORDS.get(row["kind"], row["kind"]), row["level"], days or "undated", scope])
        )
        name = given.id if given else "this file"
        yield f"  add     {name}: {row['evidence_id']}, {facts}: {row['title'] or row['location']}"
    new = {row["evidence_id"] for row in plan.evidence}
    yield from (f"  there   {name}: {there}" for name, there in plan.ids.items() if there not in new)


def _answers(taking: Taking) -> Iterator[str]:
    plan = taking.plan
    counts = (
        f"{len(plan.answers)} to add",
        f"{len(plan.filled)} to fill in",
        f"{len(plan.differing)} left as they are",
    )
    if taking.returned.only_names_documents:
        return
    yield f"Answers: {', '.join(counts)}, {len(plan.same)} there already"
    because = {one.control: f" ({one.because})" if one.because else "" for one in taking.returned.answers}
    for row in plan.answers:
        said = f"{ANSWER_WORDS[row['answer']]}, {row['evidence_id']}{because[row['control']]}"
        yield f"  add     {row['control']}: {said}"
    yield from (f"  fill in {_row(taking, one)}" for one in plan.filled)
    yield from (f"  left    {_row(taking, one)}" for one in plan.differing)
    if plan.differing:
        yield "          To take one over, write what is behind the arrow into that row, or add that row, yourself."
    if plan.same:
        yield f"  there   {', '.join(one.control for one in plan.same)}"


def _row(taking: Taking, existing: Existing) -> str:
    place = taking.register.places.words(CONTROLS.name, existing.line)
    if existing.is_shorthand:
        stands, new = existing.before, existing.cells
        return (
            f"{existing.answered.control}, answered by {stands['control']} in {place}: {stands['answer']}, "
            f"{stands['evidence_id'] or 'no document'} → a row of its own: {new['answer']}, {new['evidence_id']}"
        )
    cells = "; ".join(
        f"{name} {existing.before[name] or '(blank)'} → {cell}" for name, cell in existing.cells.items()
    )
    return f"{existing.answered.control}, {place}: {cells}"


def _terms(taking: Taking) -> Iterator[str]:
    """What becomes of the terms on training, AI models and retention, by engagement."""
    terms = taking.plan.terms
    if not terms.places:
        return
    counts = f"{len(terms.filled)} to fill in, {len(terms.differing)} left as they are"
    yield f"Terms of services: {counts}, {len(terms.same)} there already"
    for what, found in (("fill in", terms.filled), ("left   ", terms.differing)):
        for one in found:
            place = taking.register.places.words(ENGAGEMENTS.name, one.line)
            cell = f"{one.column} {one.before or '(blank)'} → {one.after}"
            yield f"  {what} {one.engagement_id}, {place}: {cell}"
    if terms.differing:
        yield "          To take one over, write what is behind the arrow into that row yourself."
    if taking.published:
        shown = ", ".join(taking.published)
        yield f"          The public list shows {shown}: see that customers may read these words."
    if terms.same:
        yield f"  there   {', '.join(f'{one.engagement_id} {one.column}' for one in terms.same)}"


def _incidents(taking: Taking) -> Iterator[str]:
    """What becomes of the answer on incidents."""
    found = taking.plan.incidents
    if not found.understood:
        return
    yield f"Incidents: {len(found.added)} to add, {len(found.there)} there already"
    for place, row in zip(found.places, found.added, strict=True):
        yield f"  add     {place}: open, known on {row['known_on']}: {row['what']}"
    yield from (f"  there   {place}" for place in found.there)
    yield from (f"  none    {place}: the vendor says that there was none" for place in found.none)


def _requests(taking: Taking) -> Iterator[str]:
    places = taking.register.places
    for one in taking.plan.requests:
        where, day = places.words(REQUESTS.name, one.line), one.cells["answered_on"]
        yield f"{one.request_id}, {where}: answered_on (blank) → {day}"


def _list(title: str, lines: tuple[str, ...]) -> Iterator[str]:
    if lines:
        yield title
        yield from (f"  {line}" for line in lines)


def _score(taking: Taking) -> str:
    weighed = taking.weighed
    if weighed.now is None or weighed.then is None or weighed.taken_over is None:
        return "Score: none; the vendor has no engagement that counts."
    now, then, taken_over = (
        score_text(*ends, weighed.limits) for ends in (weighed.now, weighed.then, weighed.taken_over)
    )
    words = f"Score: {now} now, {then} with this"
    if taking.plan.differing:
        words += f", {taken_over} with what is left taken over as well"
    return f"{words}."
