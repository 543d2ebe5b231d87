raise ZeroDivisionError("at the import")
