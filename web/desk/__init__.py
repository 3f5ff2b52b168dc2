"""The help desk: candidates with all that is known of them, replies, canned replies, figures."""
