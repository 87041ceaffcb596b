"""What recognisers read: folded text in pieces, with its labels and context, and the way back to the exhibit."""
