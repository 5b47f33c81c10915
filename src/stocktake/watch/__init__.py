"""``stocktake watch``: discover again whenever files in view change.

Three things make sure that no change is lost. The system is asked to watch before a run looks at the files, so what
happens during the run is told and makes for another one. A run never trusts what was told: it looks at all files anew.
And after a storm of changes, or where folders came or went, one more run follows when it is quiet, for what the system
may have dropped.
"""
