"""The history of the tables, applied by `storage.schema`; one file a step, frozen once released.

Triggers guard the append-only tables and the allocation ledger (0005). A later step that rebuilds such a
table (SQLite's batch mode does) must create its triggers again.
"""
