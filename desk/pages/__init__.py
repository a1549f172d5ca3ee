"""Pages for people: each module has a `router`, and a `NAVIGATION` entry if it belongs into the menu."""
