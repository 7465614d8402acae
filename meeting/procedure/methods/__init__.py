"""Ways of counting that choose several of many, each on its own: ballots in, ids out."""
