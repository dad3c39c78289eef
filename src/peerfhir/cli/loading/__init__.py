"""Loading files into a server over HTTP: `sources` reads them, `sending` sends, `report` says how it went."""
