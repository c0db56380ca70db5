"""Figures in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(frozen=True)
class Sample:
    """One figure.

    :param labels: what tells it from others of the same name
    """

    value: float
    labels: Mapping[str, str] = field(default_factory=dict)

    def line(self, name: str) -> str:
        labels = ",".join(f'{label}="{text.translate(_ESCAPES)}"' for label, text in self.labels.items())
        return f"{name}{{{labels}}} {self.value:.15g}" if labels else f"{name} {self.value:.15g}"


@dataclass(frozen=True)
class Gauge:
    """A figure that goes up and down, with what it means in one line."""

    name: str
    help: str
    samples: tuple[Sample, ...]

    def lines(self) -> list[str]:
        return [
            f"# HELP {self.name} {self.help}",
            f"# TYPE {self.name} gauge",
            *(sample.line(self.name) for sample in self.samples),
        ]


def exposition(gauges: Iterable[Gauge]) -> str:
    """The page that Prometheus reads."""
    return "".join(f"{line}\n" for gauge in gauges for line in gauge.lines())


def is_wanted(requested: str, accept: str) -> bool:
    """Whether a request asks for this format, by parameter or by its Accept header."""
    if requested:
        return requested == "prometheus"
    return "text/plain" in accept and "application/json" not in accept
