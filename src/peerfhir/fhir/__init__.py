"""The language: JSON, issues, references, times and the R4 tables."""
