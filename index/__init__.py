"""What is known and how it is asked. Knows nothing of files, feeds, terminals or Telegram.

values       types, errors, settings
words        text, sentences, chunking, names, lexicon
vectors      embedding, bundled
storage      database, lookup, ledger (the truth), exact, chroma, projection, store (the two as one)
retrieval    lexical, twins, retrieval
answering    question, evidence, spans, span_features, reading, confidence, agreement, attribution, phrases, answering
conversation followup, gaps
whole        citation, engine; llama for those who come from LlamaIndex
"""
