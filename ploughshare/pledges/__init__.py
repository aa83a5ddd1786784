"""What others say they will give. Below *accredited* it never enters the plan of record."""
