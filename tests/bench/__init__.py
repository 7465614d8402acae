"""The instrument that says how fast Kring is: `make bench` and `make soak`."""
