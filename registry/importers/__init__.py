"""Files from outside on their way into the registry, and what every change of records goes through.

How a row travels, in one transaction that `importing` leads:

1. `reading` opens its file, and the reader of its format (`formats`, a module each) takes the row
   at the `desk`. There it finds which actor a name means (`names`) and which treaty a number or a
   title means (`catalogue`), as people may have decided in a file (`decisions`).
2. The row states records, as far as it tells them: drafts, in the form of fixtures (`rows`). Rows
   and drafts wait in the `ledger`, outside the memory, until all files are read.
3. Model by model, and treaty by treaty, each draft that has no number among its like gets one
   (`numbering`). It is then laid over the record that is stored: `onrecord` reads that, and
   `settling` tells whose word stands.
4. What is new or differs is checked and written as fixture files are (`fixtures`), all of it or
   nothing, and derived tables follow. `reports` tells what became of every row.

Staff also import fixture files (`fixture_files`), and paste rows into a form (`pasted`).

Whatever changes records, a form of the admin as well, makes a change set of it (`changes`), asks
what it makes wrong in other records (`soundness`), and may be done again later (`replaying`).
"""
