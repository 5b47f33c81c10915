"""The one orchestrator: plan, map, resolve, items, assemble, publish. Owns the clock and the signals."""
