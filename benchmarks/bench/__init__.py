"""The benchmark: stocktake, the floors under it and its peers on the same files, in the same run."""
