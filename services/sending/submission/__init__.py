"""One email on its way to the server, from the claim to the conclusion."""
