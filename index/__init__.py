"""What is known and how it is asked. Knows nothing of files, feeds, terminals or Telegram.

values       types, errors, settings, origins (where each comes from), shipped; signals (Ctrl-C and SIGTERM)
words        text, sentences, chunking, names, lexicon
models       packed (the bundled weights), deltas (what training changed of them), tokens, inference (OpenVINO runs both), embedding,
             models (which engine computes); bundled, network and sentence_transformer: the same in torch
storage      database, lookup, removals, ledger (the truth), exact, chroma, absence (of its server), projection, store (the two as one)
retrieval    lexical, twins, retrieval
question     informal (plain spelling), browsing (requests for articles), question (kinds, for the conversation)
reading      windows, reader_model, findings (what the network finds in a passage), reading (what it comes to), confidence
answering    agreement, attribution, phrases, answering
writing      language_model (the contract), llm, breaker, budget, prompts, packing, injection, claims, synthesizer,
             streaming
verification cited, injection, negation, opposed, entailment, entailment_model, verify
conversation followup, gaps, mentions, rewriting
yardstick    evaluation
whole        citation, engine; llama for those who come from LlamaIndex
"""
