"""Text and tables of files → chunks of rows, each row for itself."""
