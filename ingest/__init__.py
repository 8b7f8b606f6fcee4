"""Articles in: from paths to documents to articles to the ledger.

walk, dumps, decode          files and the records in them, whatever is wrong with them
documents, readers           one document, one reader for each format
news, byline, places, dates  what a newspaper's text says about itself
build                        the article put together
pipeline, cli                into the ledger, and the verbs that tend it
faults, telling, texts       what a person is told of what failed, and besides; in which words
"""
