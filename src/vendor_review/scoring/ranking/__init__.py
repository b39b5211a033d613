"""How firm the ranking is: stochastic acceptability analysis over weights and unknowns (SMAA)."""
