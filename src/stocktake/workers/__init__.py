"""Where extraction runs: backends, and the code that turns one source file into an outcome."""
