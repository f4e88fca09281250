"""Tests of the working-time diary."""
