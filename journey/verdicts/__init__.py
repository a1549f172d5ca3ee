"""Verdicts: the rules on a case, a stored verdict given again, and what another policy would have made of the past."""
