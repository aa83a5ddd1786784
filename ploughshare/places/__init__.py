"""Where things are: districts and settlements, extents, and the road graph."""
