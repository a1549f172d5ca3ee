"""Goods-in: what is expected, what is counted at the door, and how a count becomes a goods receipt."""
