"""What there is to find in text: one room for each kind of value, with its forms, checksums and words around it."""
