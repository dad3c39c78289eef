"""Compiles the published FHIR packages in vendor/packages into the tables of src/peerfhir/fhir.

`package` reads a package. Into `r4` go the base types: `elements` their structures, `terminology` the codes of their
required bindings, `searching` search parameters and compartments. Into `published` goes what profiles need, of all
packages: `published`. `__main__` writes the tables. Facts only: no prose of the standard is copied.
"""
