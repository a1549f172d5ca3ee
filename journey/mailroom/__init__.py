"""The mailroom: how letters come out of mailboxes, one poll at a time, and what is done with one that cannot be had."""
