"""Where stocktake meets a repository's other tools: what ``init`` installs, and what git's hooks then ask for."""
