"""Training and exams for officers, on cards made from the law's own words."""
