package dev.berth.proxy.meter;

/** A cell as it is read back or reported: what it counts, in which minute since 1970 UTC, and how far it is. */
record CellTotals(CellKey key, long minute, Totals totals) {}
