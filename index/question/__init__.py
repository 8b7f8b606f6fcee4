"""What a question asks for: the kind of answer, the time it names."""
