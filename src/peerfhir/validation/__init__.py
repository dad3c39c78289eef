"""Is it well formed? The base R4 validator, compiled from the published definitions."""
