"""Where stats reads outside tables from."""
