"""What the random walks of `test_invariants.py` are made of."""
