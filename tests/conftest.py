"""How property tests judge time: a busy computer is no mistake of the code, and speed is measured elsewhere."""

from hypothesis import HealthCheck, settings

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")
