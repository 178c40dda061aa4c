"""What is timed: never a test, always printed."""
