"""The platform the rooms stand on, each piece of it wrapped once."""
