"""`python -m peerfhir`, and the command `peerfhir`."""

from peerfhir.cli.main import main

if __name__ == "__main__":
    main()
