"""The scoring model: exposure, evidence, controls, residual risk, tier and compliance; arrays in, arrays out."""
