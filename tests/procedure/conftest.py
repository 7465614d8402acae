"""How long the property tests search.

`pytest tests/procedure --hypothesis-profile=thorough` searches for an hour and shrinks what it finds; the suite's own
profile stops at the first evening that breaks a promise, because shrinking one takes longer than the whole suite.
"""

from hypothesis import HealthCheck, Phase, settings

SLOW = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
WITHOUT_SHRINKING = (Phase.explicit, Phase.reuse, Phase.generate)

settings.register_profile(
    "suite",
    deadline=None,
    max_examples=100,
    stateful_step_count=60,
    suppress_health_check=SLOW,
    phases=WITHOUT_SHRINKING,
)
settings.register_profile(
    "thorough",
    settings.get_profile("suite"),
    max_examples=3_000,
    stateful_step_count=120,
    phases=(*WITHOUT_SHRINKING, Phase.shrink),
)
