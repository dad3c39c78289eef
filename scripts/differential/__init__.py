"""Faults planted in accepted examples, and what HL7's validator says of each: docs/decisions/0019."""
