"""Compiles the published FHIR packages in vendor/packages into the tables of src/peerfhir/fhir/r4.

`package` reads a package, `elements` its structures, `terminology` its code systems and value sets, `searching` its
search parameters and compartments; `__main__` writes the tables. Facts only: no prose of the standard is copied.
"""
