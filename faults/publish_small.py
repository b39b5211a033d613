"""Publishes one small review as a process of its own, so that a fault may hit it: ARCHIVE TEXT AS_OF."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from publication.small_reviews import Reviews
from vendor_review.errors import VendorReviewError


def main() -> int:
    folder, text, as_of = sys.argv[1:]
    try:
        published = Reviews(Path(folder)).publish(text, date.fromisoformat(as_of))
    except VendorReviewError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    except OSError as error:  # as the command does, while the review is made
        print(error, file=sys.stderr)
        return 3
    print(published.folder.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
