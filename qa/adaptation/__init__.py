"""Training examples of the adaptation, made of acts, bank and exams."""
