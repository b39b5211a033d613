"""The public page as `page.toml` describes it, and the words that customers read."""
