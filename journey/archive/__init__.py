"""The archive for people: documents found, looked at, proved and taken out again, each look logged first."""
