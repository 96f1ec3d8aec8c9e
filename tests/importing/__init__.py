"""Taking a journal in: what each rule of the workbook means for what is stored. Sources are in memory."""
