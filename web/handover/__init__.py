"""Hand-over of unanswered questions to staff."""
