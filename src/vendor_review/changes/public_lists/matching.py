"""Which vendors of two sides are one: by name and by what is known of their names, never by a first word alone."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vendor_review.changes.public_lists.entry import Entry
from vendor_review.changes.public_lists.party import (
    Known,
    Party,
    brands_of,
    initials_of,
    name_key,
    parties_of,
    short_of,
    words_of,
)
from vendor_review.changes.public_lists.terms import BY_LETTER, Terms
from vendor_review.schema.cells.names import one_slip_apart

#: Of 100: names that have less in common are as a rule just other names, and so are such short ones.
_ALIKE = 80
_SHORTEST_ALIKE = 5
_MOST_ALIKE = 3
# Two lists that have so little in common are of two companies.
_MOST_COMPARED = 4_000_000


@dataclass(frozen=True)
class Pair:
    """Parties that are one; of a name that the left side knows, the right may have several spellings."""

    left: Party
    right: tuple[Party, ...]


@dataclass(frozen=True)
class Unclear:
    """A party of the right that may be one of several on the left, or the one, with the reason for each.

    A reason is `name`, `part` (one has the other's name beside another), `company` (one belongs to the other, or both
    to the same), `site`, `spelling`, `alike` (most letters are the same), `within` (one
    name has more words) or `facts` (all else that is said is the same).
    """

    right: Party
    candidates: tuple[tuple[Party, str], ...]


@dataclass(frozen=True)
class Matching:
    """What became of all parties of both sides; each is in one of these, only candidates may be in several."""

    pairs: tuple[Pair, ...]
    unclear: tuple[Unclear, ...]
    left_only: tuple[Party, ...]
    right_only: tuple[Party, ...]


def match(left: Sequence[Party], right: Sequence[Party], *, of_others: bool = False) -> Matching:
    """Decides which parties are one where names leave no doubt, and tells where they do.

    No two parties of a side may have the same name but for case, punctuation and legal form. In order:

    1. The same name.
    2. A name that is the other's own: another name, the other part of `A d/b/a B`.
    3. One name within the other, as in `A (B)` or `A - B`, if the other part is known of that party: as another name,
       its parent group, product or legal entity; or if both have the same site.

    Whoever is left is unclear if one of two names is a part of the other, a slip of the pen away from it, or that of
    what the other belongs to; if both have the same site; or if they alone of those left belong to the same.

    A list of others (`of_others`) calls vendors what it likes: of it, whoever is left is one, too, with the only one
    whose name is that of its company or of its site, and unclear if the names are much alike.
    """
    lefts, rights = [*map(Known.of, left)], [*map(Known.of, right)]
    found: dict[int, list[int]] = defaultdict(list)
    unclear: dict[int, dict[int, str]] = {}
    by_key = {known.key: place for place, known in enumerate(lefts)}
    by_own, by_name_part = _index(lefts, "own"), _index(lefts, "parts")
    for place, known in enumerate(rights):
        if known.key in by_key:
            found[by_key[known.key]].append(place)
            continue
        candidates, reason = _holding(by_own, known.own), "name"
        if not candidates:
            near = _holding(by_own, known.parts) | _holding(by_name_part, known.own)
            candidates = {other for other in near if known.confirms(lefts[other])}
            reason = "part"
            if not candidates and near:
                unclear[place] = dict.fromkeys(sorted(near), reason)
        if len(candidates) == 1:
            found[candidates.pop()].append(place)
        elif candidates:
            unclear[place] = dict.fromkeys(sorted(candidates), reason)
    decided = {place for places in found.values() for place in places}
    open_left = [place for place in range(len(lefts)) if place not in found]
    open_right = [place for place in range(len(rights)) if place not in decided and place not in unclear]
    if of_others:
        for right_place, left_place in _by_company_or_site(left, right, open_left, open_right):
            found[left_place].append(right_place)
            open_left.remove(left_place)
            open_right.remove(right_place)
    hints = [*_hints(lefts, rights, open_left, open_right)]
    if of_others:
        hints += _much_alike(left, right, open_left, open_right)
    for right_place, left_place, reason in hints:
        unclear.setdefault(right_place, {}).setdefault(left_place, reason)
    doubtful = {other for candidates in unclear.values() for other in candidates}
    return Matching(
        pairs=tuple(Pair(left[at], tuple(right[place] for place in found[at])) for at in sorted(found)),
        unclear=tuple(
            Unclear(right[place], tuple((left[other], why) for other, why in unclear[place].items()))
            for place in sorted(unclear)
        ),
        left_only=tuple(left[place] for place in open_left if place not in doubtful),
        right_only=tuple(right[place] for place in open_right if place not in unclear),
    )


def _hints(
    lefts: Sequence[Known], rights: Sequence[Known], open_left: Sequence[int], open_right: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    """Right, left and reason of what may be one; strongest reasons first."""
    by_belongs, right_by_belongs = (
        _index(side, "belongs", places) for side, places in ((lefts, open_left), (rights, open_right))
    )
    by_own, by_site = _index(lefts, "own", open_left), _index(lefts, "sites", open_left)
    for place in open_right:
        known = rights[place]
        company = _holding(by_belongs, known.own) | _holding(by_own, known.belongs)
        fellows = _holding(by_belongs, known.belongs)
        # Many vendors may have a parent in common; where just two are left of it, one may have taken the other's name.
        if len(fellows) == 1 and all(
            _holding(right_by_belongs, lefts[at].belongs) == {place} for at in fellows
        ):
            company |= fellows
        yield from ((place, other, "company") for other in sorted(company))
        yield from ((place, other, "site") for other in sorted(_holding(by_site, known.sites)))
    near = {key: other for other in open_left for key in lefts[other].own}
    spelt = {rights[place].key: place for place in open_right}
    keys = [*near, *(key for key in spelt if key not in near)]
    for one, two in one_slip_apart(keys):
        if keys[one] in near and keys[two] in spelt:
            yield spelt[keys[two]], near[keys[one]], "spelling"


def _by_company_or_site(
    left: Sequence[Party], right: Sequence[Party], open_left: Sequence[int], open_right: Sequence[int]
) -> list[tuple[int, int]]:
    """Right and left of what is one by the name of its company or site, where neither could be another, too.

    A name that shares a word with the other may be that of another product of the same company.
    """
    lefts = {place: (Known.of(left[place]), left[place]) for place in open_left}
    rights = {place: (Known.of(right[place]), right[place]) for place in open_right}
    companies = Counter(key for party in right for key in Known.of(party).belongs)
    by_own = _by({place: known.own for place, (known, _) in lefts.items()})
    by_brand, by_initials, by_short = (
        _by({place: keys_of(party) for place, (_, party) in lefts.items()})
        for keys_of in (brands_of, initials_of, short_of)
    )
    pairs = []
    for place, (known, party) in rights.items():
        own_company = {key for key in known.belongs if companies[key] == 1}
        others = _holding(by_own, own_company | brands_of(party)) | _holding(by_brand, known.own)
        others |= _holding(by_initials, short_of(party)) | _holding(by_short, initials_of(party))
        pairs += [(place, other) for other in others if not words_of(party) & words_of(left[other])]
    of_left, of_right = Counter(other for _, other in pairs), Counter(place for place, _ in pairs)
    return [(place, other) for place, other in pairs if of_left[other] == of_right[place] == 1]


def _much_alike(
    left: Sequence[Party], right: Sequence[Party], open_left: Sequence[int], open_right: Sequence[int]
) -> Iterator[tuple[int, int, str]]:
    """Right, left and reason of names with most letters and all digits in common, or all words of one in the other."""
    from rapidfuzz import fuzz, process

    if len(open_left) * len(open_right) > _MOST_COMPARED:
        return
    keys = [name_key(left[place].name) for place in open_left]
    words = {place: words_of(left[place]) for place in open_left}
    for place in open_right:
        key, own = name_key(right[place].name), words_of(right[place])
        within = (
            other
            for other in open_left
            if own and words[other] and (own < words[other] or own > words[other])
        )
        yield from ((place, other, "within") for other in within)
        found = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_MOST_ALIKE)
        for other, _, at in found:
            if len(other) >= _SHORTEST_ALIKE <= len(key) and _digits(other) == _digits(key):
                yield place, open_left[at], "alike"


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))


def _by(keys: Mapping[int, Iterable[str]]) -> Mapping[str, set[int]]:
    """Key to the places that have it."""
    found: dict[str, set[int]] = defaultdict(set)
    for place, own in keys.items():
        for key in own:
            found[key].add(place)
    return found


def _index(
    parties: Sequence[Known], name: str, places: Iterable[int] | None = None
) -> Mapping[str, set[int]]:
    return _by(
        {
            place: getattr(parties[place], name)
            for place in (range(len(parties)) if places is None else places)
        }
    )


def _holding(index: Mapping[str, set[int]], keys: Iterable[str]) -> set[int]:
    return {place for key in keys for place in index.get(key, ())}


@dataclass(frozen=True)
class PairedEntries:
    """The entries of one vendor on both sides; those of one side alone are what it says once more than the other."""

    both: tuple[tuple[Entry, Entry], ...]
    left_only: tuple[Entry, ...]
    right_only: tuple[Entry, ...]


def pair_entries(left: Iterable[Entry], right: Iterable[Entry], terms: Terms = BY_LETTER) -> PairedEntries:
    """Pairs the entries of one vendor: those that say the same, then those that agree in less, then in their order.

    A vendor that is listed for several purposes or in several sections has an entry for each, and nothing tells them
    apart but what they say.
    """
    lefts, rights = [*left], [*right]
    partner: dict[int, int] = {}
    for fields in terms.agreeing:
        waiting: dict[tuple[Hashable, ...], deque[int]] = defaultdict(deque)
        taken = set(partner.values())
        for place, entry in enumerate(rights):
            if place not in taken:
                waiting[tuple(terms.key(entry, name) for name in fields)].append(place)
        for place, entry in enumerate(lefts):
            same = waiting.get(tuple(terms.key(entry, name) for name in fields))
            if place not in partner and same:
                partner[place] = same.popleft()
    taken = set(partner.values())
    return PairedEntries(
        both=tuple((lefts[at], rights[partner[at]]) for at in sorted(partner)),
        left_only=tuple(entry for place, entry in enumerate(lefts) if place not in partner),
        right_only=tuple(entry for place, entry in enumerate(rights) if place not in taken),
    )


@dataclass(frozen=True)
class KeyedLists:
    """Two lists by common keys: what has a key in both is one entry, what has it in one came or went.

    A key is a name as the newer list writes it, with a number behind it from the second entry of that name on.
    `unclear` are vendors that may be one: their entries have keys of their own, as if one had gone and the other come.
    """

    old: dict[str, Entry]
    new: dict[str, Entry]
    unclear: tuple[Unclear, ...]


def keyed_lists(old: Sequence[Entry], new: Sequence[Entry]) -> KeyedLists:
    """Matches two published lists entry by entry; in the order of the new list, then of what went."""
    matching = match(parties_of(old), parties_of(new))
    partners: list[tuple[Entry, Entry]] = []
    for pair in matching.pairs:
        entries = (entry for party in pair.right for entry in party.entries)
        partners += pair_entries(pair.left.entries, entries).both
    older = {id(after): before for before, after in partners}
    keyed = KeyedLists({}, {}, matching.unclear)
    free_keys = _free_keys()
    for entry in new:
        key = free_keys(entry["name"])
        keyed.new[key] = entry
        if id(entry) in older:
            keyed.old[key] = older[id(entry)]
    kept = {id(entry) for entry in keyed.old.values()}
    keyed.old.update((free_keys(entry["name"]), entry) for entry in old if id(entry) not in kept)
    return keyed


def _free_keys() -> Callable[[str], str]:
    """Gives a name, or the name with the next number behind it, as a key that was not given yet."""
    given: dict[str, int] = {}

    def free(name: str) -> str:
        key = name
        while key in given:
            given[name] += 1
            key = f"{name} ({given[name]})"
        given[key] = 1
        return key

    return free
