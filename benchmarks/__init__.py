"""How fast, how small: `make bench` measures it on the machine at hand.

Machines differ and are noisy, so nothing here decides a test. Where a figure is compared, both sides are
measured in the same run.
"""
