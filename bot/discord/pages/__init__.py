"""What a message shows: pages of text, passages and buttons within Discord's limits, and what each button does."""
