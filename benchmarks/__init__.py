"""`python -m benchmarks`: what PeerFHIR costs beside a bare route on the same database, measured in one run."""
