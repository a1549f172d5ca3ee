"""Header fields: candidates by type, weighed by one scorer, chosen together."""
