"""Where figures come from: sources, figures with ranges, and claims."""
