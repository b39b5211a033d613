"""Imported by the fork server before it forks; in that process alone it imports all that a review needs."""

import os
import sys

if any("multiprocessing.forkserver import main" in word for word in sys.orig_argv):
    from vendor_review.runs.kernel.warm_parent import import_all

    try:
        import_all()
    except BaseException:  # noqa: BLE001
        # Without a word: the kernel is then started as usual, and what it says of its imports is what counts.
        os._exit(1)
