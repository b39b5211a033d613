"""The public list as an annex to a contract: what it says, as a Word document and as a page."""
