"""The complainant's side on disk: recipient files, and the key that is their own."""
