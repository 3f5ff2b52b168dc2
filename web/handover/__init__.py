"""Hand-over to a person: a question that the law does not answer is left, and answered by staff.

Whoever asked gets a reference number and a private link, which ends. Staff see the case at
``/desk/handover`` and answer it with provisions of the law, word for word, or close it. A case
keeps act, edition, eId and digests of what was quoted, and never words of the law.
"""
