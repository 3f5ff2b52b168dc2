"""Evaluation of answers and fitting of weights; nothing else in qa imports it."""
