"""How well the articles answer a set of questions whose answers are known: what `tanya eval` measures.

dataset → Engine.ask for each question → Outcomes → Report (estimates, curves, timings) → comparison of two Reports
"""
