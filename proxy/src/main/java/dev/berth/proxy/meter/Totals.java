package dev.berth.proxy.meter;

/** What a cell has counted since its epoch began. */
record Totals(long items, long bytesIn, long bytesOut, long broken) {}
