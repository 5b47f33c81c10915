"""The state on disk: chunks, manifests, publication, lock, facts cache, staleness, JSON Schemas."""
