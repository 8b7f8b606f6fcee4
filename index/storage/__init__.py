"""What is kept: the ledger in SQLite, a module for each of its parts; its projection in Chroma, exact search."""
