"""Which names are one vendor, which may be, and which are two whatever they begin with."""

from __future__ import annotations

import pytest

from changes.list_draws import entry
from vendor_review.changes.public_lists.matching import Matching, keyed_lists, match, pair_entries
from vendor_review.changes.public_lists.party import Party, parties_of


def outcome(matching: Matching) -> str:
    """`one`, `two`, or the reasons why that is not clear."""
    if matching.unclear:
        return ", ".join(reason for one in matching.unclear for _, reason in one.candidates)
    return "one" if matching.pairs else "two"


def both_ways(left: Party, right: Party) -> str:
    there, back = outcome(match([left], [right])), outcome(match([right], [left]))
    assert there == back
    return there


# --- by name alone -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Quick Books", "QuickBooks"),
        ("quick-books", "QuickBooks, Inc."),
        ("CloudFlare, Inc.", "Cloudflare"),
        ("Hetzner Online GmbH", "Hetzner Online"),
        ("OpenAI, L.L.C.", "OpenAI LLC"),
        ("Amazon Web Services*", "Amazon Web Services, Inc."),
        ("Café Nuage SARL", "Cafe Nuage"),
        ("Functional Software, Inc. d/b/a Sentry", "Sentry"),
        ("Functional Software, Inc. (dba Sentry)", "Functional Software"),
        ("Functional Software DBA Sentry", "Sentry"),
        ("Sentry (d.b.a. of none) GmbH", "Sentry (d.b.a. of none)"),
        ("Brevo (formerly Sendinblue)", "Sendinblue SAS"),
        ("Postmark, trading as Wildbit", "Wildbit LLC"),
        ("Amazon Web Services (AWS)", "AWS (Amazon Web Services, Inc.)"),
        ("Microsoft (Azure)", "Microsoft Azure"),
        ("株式会社クラウド", "株式会社クラウド"),
        ("+++", "+++"),
        # A name as long as somebody may make it, of what a pattern likes to go back over.
        ("(" * 20_000, "(" * 20_000),
        (f"a{', ' * 10_000}b", f"a{' ,' * 10_000} b"),
        (f"a{' ' * 20_000}b", "ab"),
        (f"a{' inc' * 5_000} x", f"a{' inc' * 5_000} X"),
        (f"a{' - b' * 5_000}", f"a{' b' * 5_000}"),
    ],
    ids=lambda name: name[:40],
)
def test_names_that_are_one(left: str, right: str) -> None:
    assert both_ways(Party(left), Party(right)) == "one"


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Google", "Google Cloud"),
        ("Google Cloud", "Google Workspace"),
        ("Google (Gmail)", "Google (Cloud)"),
        ("Amazon", "Amazon Web Services"),
        ("Stripe", "Stripe Payments Europe Ltd"),
        ("Open House", "Open AI"),
        ("Vendor 17", "Vendor 18"),
        ("Slack", "Black"),
        ("+++", "***"),
        ("The", "The Constant Company"),
    ],
)
def test_names_that_are_two_though_they_begin_or_look_alike(left: str, right: str) -> None:
    assert both_ways(Party(left), Party(right)) == "two"


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("Google (Gmail)", "Google", "part"),
        ("Twilio (SendGrid)", "SendGrid", "part"),
        ("Stripe - Ireland", "Stripe", "part"),
        ("Sendgrid", "Sengrid", "spelling"),
    ],
)
def test_names_that_leave_it_open(left: str, right: str, reason: str) -> None:
    assert both_ways(Party(left), Party(right)) == reason


# --- by what else is known ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "known",
    [
        Party("Brevo", also=("Sendinblue",)),
        Party("Brevo", also=("brevo sas", "Send in Blue, SAS")),
        Party("Sendinblue"),
    ],
)
def test_another_name_is_the_vendors_own(known: Party) -> None:
    assert both_ways(known, Party("Sendinblue")) == "one"


@pytest.mark.parametrize(
    ("known", "listed"),
    [
        (Party("Mailchimp", belongs=("Intuit, Inc.",)), Party("Mailchimp (Intuit)")),
        (Party("SendGrid", belongs=("Twilio",)), Party("Twilio (SendGrid)")),
        (Party("SendGrid", also=("Twilio SendGrid",)), Party("Twilio (SendGrid)")),
        (Party("Google", belongs=("Gmail",)), Party("Google (Gmail)")),
        (
            Party("Google", sites=("https://www.google.example/",)),
            Party("Google (Gmail)", sites=("http://google.example",)),
        ),
        (Party("Sentry", belongs=("Functional Software Inc",)), Party("Functional Software, Inc. - Sentry")),
    ],
)
def test_a_part_of_a_name_counts_if_the_other_part_is_known_too(known: Party, listed: Party) -> None:
    assert both_ways(known, listed) == "one"


@pytest.mark.parametrize(
    ("known", "listed", "reason"),
    [
        (Party("Intuit", belongs=("QuickBooks",)), Party("Mailchimp (Intuit)"), "part"),
        (Party("Postmark", belongs=("ACPM, LLC",)), Party("ACPM LLC"), "company"),
        (Party("Google Cloud", belongs=("Google LLC",)), Party("Google"), "company"),
        (
            Party("Glotfen", belongs=("Glotfen Ltd",)),
            Party("Lexomarra", belongs=("Glotfen Limited",)),
            "company",
        ),
        (
            Party("Sentry", sites=("https://sentry.example",)),
            Party("Functional Software", sites=("https://www.sentry.example/",)),
            "site",
        ),
    ],
)
def test_what_only_points_to_a_vendor_is_told_and_not_decided(
    known: Party, listed: Party, reason: str
) -> None:
    assert both_ways(known, listed) == reason


def test_a_parent_in_common_says_nothing_where_several_have_it() -> None:
    google = ("Google LLC",)
    matching = match(
        [Party("Google Cloud", belongs=google), Party("Google Workspace", belongs=google)],
        [Party("Firebase", belongs=google)],
    )
    assert outcome(matching) == "two"
    assert len(matching.left_only) == 2


def test_a_name_of_several_vendors_is_told_with_all_of_them() -> None:
    aws, amazon = Party("Amazon Web Services", also=("AWS",)), Party("Advanced Wiring", also=("A.W.S.",))
    matching = match([aws, amazon], [Party("AWS"), Party("Amazon Web Services")])
    (pair,) = matching.pairs
    assert (pair.left, pair.right) == (aws, (Party("Amazon Web Services"),))
    (unclear,) = matching.unclear
    assert unclear.right == Party("AWS")
    assert unclear.candidates == ((aws, "name"), (amazon, "name"))
    assert (matching.left_only, matching.right_only) == ((), ())


def test_the_same_name_comes_before_what_is_only_another_name() -> None:
    twilio, sendgrid = Party("Twilio", also=("SendGrid",)), Party("SendGrid")
    matching = match([twilio, sendgrid], [Party("SendGrid"), Party("Twilio")])
    assert [(pair.left, pair.right) for pair in matching.pairs] == [
        (twilio, (Party("Twilio"),)),
        (sendgrid, (Party("SendGrid"),)),
    ]


def test_several_names_of_one_vendor_are_that_vendor() -> None:
    known = Party("Twilio", also=("SendGrid",))
    (pair,) = match([known], [Party("Twilio"), Party("Sendgrid"), Party("Twilio (SendGrid)")]).pairs
    assert [party.name for party in pair.right] == ["Twilio", "Sendgrid", "Twilio (SendGrid)"]


def test_every_party_ends_up_somewhere() -> None:
    left = [Party("A"), Party("B", also=("Bee",)), Party("C", also=("Bee",)), Party("Datadog"), Party("E")]
    right = [Party("A, Inc."), Party("Bee"), Party("Datadogs"), Party("F")]
    matching = match(left, right)
    told = [party for one in matching.unclear for party, _ in one.candidates]
    assert [*(pair.left for pair in matching.pairs), *told, *matching.left_only] == left
    paired = [party for pair in matching.pairs for party in pair.right]
    assert [*paired, *(one.right for one in matching.unclear), *matching.right_only] == right


# --- entries of one vendor, and two lists ------------------------------------------------------------------


def test_the_entries_of_a_list_are_gathered_by_vendor() -> None:
    first = entry("Twilio", legal_entity="Twilio Inc.", url="https://twilio.example", purpose="texts")
    again = entry("Twilio, Inc.", purpose="calls")
    (twilio, other) = parties_of([first, entry("Resend"), again])
    assert (twilio.name, twilio.entries, twilio.belongs) == ("Twilio", (first, again), ("Twilio Inc.",))
    assert twilio.sites == ("https://twilio.example",)
    assert other.name == "Resend"


def test_entries_of_a_vendor_go_together_by_what_they_say() -> None:
    hosting, mail, backup = (
        entry("AWS", section="Hosting", purpose=word) for word in ("hosting", "mail", "backup")
    )
    moved, renamed = {**mail, "section": "Mail"}, {**backup, "purpose": "copies"}
    paired = pair_entries([hosting, mail, backup], [renamed, moved, hosting])
    assert paired.both == ((hosting, hosting), (mail, moved), (backup, renamed))
    assert pair_entries([hosting, mail], [mail]).left_only == (hosting,)
    assert pair_entries([mail], [hosting, mail]).right_only == (hosting,)


def test_two_lists_get_common_keys_where_an_entry_is_in_both() -> None:
    old = [
        entry("Quick Books", purpose="accounts"),
        entry("AWS", purpose="hosting"),
        entry("AWS", purpose="mail"),
        entry("Gone"),
    ]
    new = [
        entry("QuickBooks, Inc.", purpose="accounts"),
        entry("AWS", purpose="mail", data_shared="addresses"),
        entry("AWS", purpose="backup"),
        entry("AWS", purpose="hosting"),
        entry("AWS (2)"),
    ]
    keyed = keyed_lists(old, new)
    assert keyed.new == {
        "QuickBooks, Inc.": new[0],
        "AWS": new[1],
        "AWS (2)": new[2],
        "AWS (3)": new[3],
        "AWS (2) (2)": new[4],
    }
    assert keyed.old == {"QuickBooks, Inc.": old[0], "AWS": old[2], "AWS (3)": old[1], "Gone": old[3]}
    assert [one.right.name for one in keyed.unclear] == ["AWS (2)"]


def test_of_two_lists_what_is_unclear_went_and_came() -> None:
    old, new = [entry("Google")], [entry("Google (Gmail)")]
    keyed = keyed_lists(old, new)
    assert (keyed.old, keyed.new) == ({"Google": old[0]}, {"Google (Gmail)": new[0]})
    (unclear,) = keyed.unclear
    assert (unclear.right.name, [(party.name, why) for party, why in unclear.candidates]) == (
        "Google (Gmail)",
        [("Google", "part")],
    )


def test_two_lists_that_are_the_same_have_the_same_keys_and_entries() -> None:
    entries = [
        entry("AWS"),
        entry("AWS"),
        entry("Google"),
        entry("Google Cloud"),
        entry("+"),
        entry("AWS (2)"),
    ]
    keyed = keyed_lists(entries, [dict(one) for one in entries])
    assert keyed.old == keyed.new
    assert list(keyed.new.values()) == entries
