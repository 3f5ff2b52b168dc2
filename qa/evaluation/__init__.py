"""Evaluation of answers and fitting of the models; no other package of qa imports it."""
