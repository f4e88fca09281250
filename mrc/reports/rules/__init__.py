"""What is true of lists, exports and reports: filters, paths, periods, what may be published, and safe cells."""
