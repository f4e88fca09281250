"""The worker: sends what is in the outbox, and sweeps what is over. Safe to kill: nothing is lost or sent twice."""
