"""SQL of the `textline` book, by noun. Every function takes a scope, or says in TENANTLESS why there is none."""
