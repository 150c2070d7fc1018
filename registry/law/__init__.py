"""The law of treaties as pure functions: dated acts and clauses in, judgements with reasons out.

Nothing here reads a database or knows what day it is. VCLT is the Vienna Convention on the Law of
Treaties of 1969.
"""
