"""Files from outside on their way into the registry, and what every change of records goes through.

A file is opened (`reading`) and taken row by row by its format (`formats`) at the `desk`, which
finds actors and treaties (`names`, `catalogue`) as people may have decided (`decisions`). What the
rows state (`rows`) waits in the `ledger`; treaty by treaty it is numbered (`numbering`), laid over
what is on record (`onrecord`, `settling`) and loaded as `fixtures` are: `importing` does all of
this in one transaction, and `reports` tells of it. Staff import fixtures too (`fixture_files`), and
paste rows into a form (`pasted`).

Whatever changes records, a form of the admin as well, makes a change set of it (`changes`), asks
what it makes wrong elsewhere (`soundness`), and may be done again later (`replaying`).
"""
