"""What we know: one PostgreSQL, its tables, and every statement that touches them."""
