"""The trained reader: what of the passages answers, how surely, and which of several readings stands."""
