"""Benchmarks. They print ratios measured in one run, because machines are noisy; ``script/bench`` runs them."""
