"""What goes out in another language: the company's words from `page.<language>.toml`, and the language's labels."""
