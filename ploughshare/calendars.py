"""Days people work and days they do not."""
