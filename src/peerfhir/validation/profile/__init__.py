"""What profiles say beyond base R4: merged along their chain, compiled, checked."""
