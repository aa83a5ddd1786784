"""Who does the work: organisations, teams, their availability and productivity rates."""
