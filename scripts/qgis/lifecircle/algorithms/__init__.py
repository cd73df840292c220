"""The algorithms of the toolbox, one file each; what they share is in base.py, configuration.py and layers.py."""
