"""What rows leave open: access path, data, place, condition, the work of a vendor."""

from __future__ import annotations

import pandas as pd

from vendor_review.schema.across.accepted import Accepted, tell


def gaps(accepted: Accepted) -> list[pd.DataFrame]:
    """Facts of what accepted rows leave open."""
    engagements, vendors = accepted.engagements, accepted.tables["vendors"]
    in_use = engagements["status"] != "past"
    no_path = engagements[in_use & (engagements["access_path"] == "")]
    no_data = engagements[in_use & ~accepted.named("engagements", "data_shared")]
    idle = vendors[~accepted.named("vendors", "engagements")]
    places = accepted.tables["places"]
    uncoded = places[places["code"] == ""]
    optional = engagements[(engagements["status"] == "optional") & (engagements["condition"] == "")]
    return [
        tell("REG-033", "engagements", no_path, "access_path", no_path["engagement_id"]),
        tell("REG-034", "engagements", no_data, "engagement_id", no_data["engagement_id"]),
        tell("REG-039", "vendors", idle, "vendor_id", idle["vendor_id"]),
        tell(
            "REG-043",
            "places",
            uncoded,
            "code",
            uncoded["as_written"],
            vendor_id=accepted.of_engagement(uncoded, "vendor_id"),
        ),
        tell("REG-040", "engagements", optional, "condition", optional["engagement_id"]),
    ]
