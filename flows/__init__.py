"""Prefect around the journey: batches, retries, the table of a run. The only room that knows Prefect."""
