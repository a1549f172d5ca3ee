"""The facts of a case: what was read becomes typed, and finds its supplier, orders, items, lots and units."""
