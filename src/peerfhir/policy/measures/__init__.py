"""What is due, and what is compliant: the rules that are measured over time (rules.md, Enforce M).

Pure: facts of a period in, a `Case` for each duty out. People, members and records are numbers here.
"""
