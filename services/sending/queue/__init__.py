"""The email queue of the scheduler: batches, and what is done where sending breaks."""
