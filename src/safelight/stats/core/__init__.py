"""What stats decides: tables, periods, series, tested patterns and coverage checks. Pure: arrays in, values out.

Randomness is a NumPy generator that the caller seeds.
"""
