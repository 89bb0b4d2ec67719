"""Drivers without a data plane: the APIs, databases and state machines above them are the services' own."""
