"""Ways out: a signed webhook and a mail that says nothing but that there is a notice."""
