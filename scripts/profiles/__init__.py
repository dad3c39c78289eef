"""Our profiles: FSH in `profiles/input`, compiled by SUSHI to the JSON that is committed and served."""
