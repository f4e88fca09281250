"""The job itself: the working-time diary, day by day."""
