"""The rules of all programs: where each is enforced, by which constraint of a profile and which value of a pack."""
