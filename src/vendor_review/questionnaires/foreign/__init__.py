"""Questionnaires of other makes (CAIQ, MVSP, HECVAT, any with a map), and pages that name certificates, as answers."""
