"""Questionnaires that go out to vendors, and the answers that come back, as rows that a person has reviewed."""
