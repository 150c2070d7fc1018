"""Questions over several nouns, or of one as at a day, answered with records or plain values.

What a page tells is asked in the module that is named for it. These are shared by many: questions
that are composed once (`composed`), what a process remembers of a revision of the registry (`kept`,
`reference`) and what the cache keeps of it (`known`), long lists as sets (`orders`), what could be
known of a period on a day (`periods`), and the database and the state of it that a page is read
from (`replicas`, `snapshots`).
"""
