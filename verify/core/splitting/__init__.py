"""From article text to individual claims with exact spans."""
