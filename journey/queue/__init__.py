"""The queue of exceptions: who must act, in which role and by when, and what one cause lies behind."""
