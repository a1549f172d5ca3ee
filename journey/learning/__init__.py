"""Learning: what approved documents teach about a supplier's layout, and how the next is read by it."""
