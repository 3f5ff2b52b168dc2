"""Drills: training cards made by rule from the words of an act and of its question bank."""
