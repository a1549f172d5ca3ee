"""How seven languages write numbers, dates and currencies."""
