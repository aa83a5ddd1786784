"""One file per thing the product does. They open files and registries; the rooms below do not."""
