"""Whether what a language model wrote is borne out by what it cites."""
