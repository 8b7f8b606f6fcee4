"""The places where people talk: the command line and the REPL."""
