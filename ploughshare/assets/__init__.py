"""What people use: assets, their damage, the works that mend it, and what they need."""
