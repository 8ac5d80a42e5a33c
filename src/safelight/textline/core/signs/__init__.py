"""The tables of signs, one module a language and kind; `english.SIGNS` and `spanish.SIGNS` are whole."""
