"""What is known of ids is found for the values of a column that refers to them, in whatever order it is asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from vendor_review.schema.context import Ids

NAMES = st.lists(st.sampled_from(["", "a", "b", "c", "d", "e"]), unique=True).map(
    lambda names: pd.Index(names, dtype=object)
)


@given(own=NAMES, others=st.lists(NAMES, max_size=4))
def test_what_is_known_of_an_id_is_told_of_it_alone(own: pd.Index, others: list[pd.Index]) -> None:
    ids = Ids(own)
    letters = np.array([ord(name) for name in ids.values], dtype=np.int64)

    for asked in [*others, own, *others]:
        expected = [ord(name) if name and name in own else -1 for name in asked]
        assert ids.known(letters, asked, -1).tolist() == expected
