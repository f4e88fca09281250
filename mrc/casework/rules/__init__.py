"""What is true of a case: its stages and steps, the events that move it, its issues, and how it ends."""
