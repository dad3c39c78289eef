"""The parts of `peerfhir validate`: the documents it reads, the processes it uses, what it prints."""
