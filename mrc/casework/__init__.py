"""Cases: their stages, events, tasks, deadlines, notes, and closing."""
