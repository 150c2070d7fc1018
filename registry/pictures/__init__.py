"""Pictures from plain values: where the shapes of an SVG go. No database, no today, no markup.

A picture repeats what a table beside it says, for those who would rather look than read.
"""
