"""Case files: reading and writing their parts (`rules.cases` is the door)."""
