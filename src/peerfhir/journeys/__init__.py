"""The stories: record, usage. Each joins the banks from top to bottom."""
