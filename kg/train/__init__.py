"""Learning from texts with answers: what reasons weigh in reading."""
