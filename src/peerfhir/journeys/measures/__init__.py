"""Measures evaluated over a period: facts from the store, duties from the policy, a MeasureReport in the end."""
