"""One GET form per public list; a value that means nothing narrows nothing.

What all share is in `base`: a form names its orders (`sorts`) and the fields whose choices are
counted (`facets`), and narrows a queryset (`narrow`). The records of the two longest lists,
treaties and signatories, are held in memory as sets, which the forms in `listed` narrow.
"""
