"""Differentially private tables: budget, noise, residuals, fitting and rows. Pure; random words are an argument."""
