"""Training and exams for officers on cards built from the text of the law."""
