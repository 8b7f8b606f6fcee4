"""What is kept: the ledger in SQLite, its projection in Chroma, exact search, versions, copies."""
