"""Training examples of the adaptation to questions, made of acts, bank and exams."""
