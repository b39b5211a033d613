"""The archive of reviews: staging, index, manifest, verification, sign-off."""
