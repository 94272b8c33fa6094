"""Tools that set up, run and test the addons; standard library only."""
