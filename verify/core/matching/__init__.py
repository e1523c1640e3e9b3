"""When two claims say the same: figures, dates and names in any wording, what differs, and a relation with its score."""
