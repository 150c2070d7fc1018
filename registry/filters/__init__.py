"""One GET form per public list; a value that means nothing narrows nothing."""
