"""Packages for the Inspectorate: when they go, how they are written, how checked."""
