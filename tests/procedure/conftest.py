"""How long the property tests search: `--hypothesis-profile=thorough` for an hour's worth of doubt."""

from hypothesis import HealthCheck, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)

settings.register_profile("suite", deadline=None, max_examples=160, stateful_step_count=60, suppress_health_check=SLOW)
settings.register_profile("thorough", settings.get_profile("suite"), max_examples=3_000, stateful_step_count=120)
