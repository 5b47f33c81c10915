"""The command line: argv to one api call, to a rendering, to an exit code. The only place that prints."""
