"""Files: bytes read once and hashed, strangers' ones within limits, and what is written whole or not at all."""
