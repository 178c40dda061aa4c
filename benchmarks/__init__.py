"""Measurements that people run by hand: rates, gains and losses, what each part is worth.  None of them is a test."""
