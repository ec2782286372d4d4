"""How likely a count is: tails of the binomial and the negative binomial distribution, and robust middles.

Counts of articles vary more than Poisson's law says (a busy day is followed by a busy day), so they are judged by the
negative binomial, whose size is estimated by the method of moments: var = mean + mean² / size. (As in the outbreak
detection of public health: Farrington and others 1996; Noufaily and others 2013, who took the negative binomial.)
Middles are medians and spreads MADs, so that a few odd days do not move them (Rousseeuw and Croux 1993).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import fmean, median

#: Of a normal distribution the standard deviation is so many MADs.
MAD = 1.4826
#: However regular a short history looks, a day's mean itself is taken to vary by at least a seventh of it.
MOST_REGULAR = 50.0


def at_most(count: int, mean: float, size: float) -> float:
    """P(X ≤ count) of the negative binomial with that mean and size."""
    if mean <= 0:
        return 1.0
    failure = mean / (mean + size)
    log_first = size * math.log1p(-failure)
    return min(1.0, math.fsum(
        math.exp(math.lgamma(n + size) - math.lgamma(size) - math.lgamma(n + 1) + log_first + n * math.log(failure))
        for n in range(count + 1)
    ))  # fmt: skip


def at_least(count: int, of: int, share: float) -> float:
    """P(X ≥ count) of the binomial with `of` draws."""
    if count <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    whole = math.lgamma(of + 1)
    return min(1.0, math.fsum(
        math.exp(whole - math.lgamma(n + 1) - math.lgamma(of - n + 1) + n * math.log(share)
                 + (of - n) * math.log1p(-share))
        for n in range(count, of + 1)
    ))  # fmt: skip


def size_of(ratios: Sequence[float], mean: float) -> float:
    """The negative binomial's size of days that were `ratios` times what was expected, of a mean; capped above."""
    if len(ratios) < 2 or mean <= 0:
        return 1.0
    middle = fmean(ratios)
    spread = fmean((one - middle) ** 2 for one in ratios)
    beyond = spread - 1 / mean
    return min(MOST_REGULAR, max(0.2, 1 / beyond)) if beyond > 0 else MOST_REGULAR


def mad(values: Sequence[float]) -> float:
    """The spread of values around their median, as a standard deviation."""
    middle = median(values)
    return MAD * median(abs(value - middle) for value in values)
