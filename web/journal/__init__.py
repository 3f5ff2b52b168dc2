"""The journal of questions and answers, redacted."""
