"""What is known and how it is asked. Knows nothing of files, feeds, terminals or Telegram.

values       types, errors, settings, shipped
words        text, sentences, chunking, names, lexicon
vectors      embedding, bundled
storage      database, lookup, ledger (the truth), exact, chroma, projection, store (the two as one)
retrieval    lexical, twins, retrieval
reading      question, evidence, reading (the contract), confidence
             fitting, counted, offices: whether a stretch can be the answer; exclusive, contradiction: whether its sentence can
             windows, reader_model, span_finder, extents, stretches, neural_reader: trained
             spans, span_features, word_reader: by words alone
answering    agreement, attribution, phrases, answering
writing      language_model (the contract), llm, breaker, budget, prompts, packing, injection, claims, synthesizer,
             streaming
verification amounts, moments, mentions, polarity, wording, roles, exchanges, entailment, entailment_model, verify
conversation followup, gaps, rewriting
yardstick    evaluation
whole        citation, engine; llama for those who come from LlamaIndex
"""
