"""How fast Rodnik is, as ratios measured in one run: python -m benchmarks NAME."""
