"""Teaching: questions that were missed become questions of the bank, under an editor's control."""
