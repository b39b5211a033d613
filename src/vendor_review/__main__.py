"""`python -m vendor_review` is `vendor-review`."""

from __future__ import annotations

import sys

from vendor_review.cli import main

sys.exit(main())
