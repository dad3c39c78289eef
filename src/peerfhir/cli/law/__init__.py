"""The law of the programs for people who read or write it: files checked, days explained, changes shown."""
