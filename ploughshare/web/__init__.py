"""The server: who may ask, the routes, the tiles, and the built map room."""
