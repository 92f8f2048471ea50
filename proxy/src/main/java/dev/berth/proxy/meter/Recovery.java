package dev.berth.proxy.meter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads what a process that has ended left behind, into the archive of its epoch. A kill in the middle of it repeats it. */
final class Recovery {
    private Recovery() {}

    static EpochArchive recover(EpochFolder folder) throws IOException {
        EpochArchive archive = EpochArchive.open(folder);
        if (!Files.exists(folder.segments())) return archive;
        List<Path> segments;
        try (Stream<Path> files = Files.list(folder.segments())) {
            segments = files.sorted().toList();
        }
        Map<Path, List<String>> damage = new LinkedHashMap<>();
        var reader = new SegmentReader(folder.epoch(), Dictionary.read(folder.keys(), folder.epoch()));
        Map<Long, List<CellTotals>> byHour = new HashMap<>();
        for (Path segment : segments) {
            if (segment.toString().endsWith(Segment.UNFINISHED)) continue;
            SegmentReader.Found found = reader.read(segment);
            if (!found.damage().isEmpty()) damage.put(segment, found.damage());
            for (CellTotals cell : found.cells()) {
                byHour.computeIfAbsent(cell.minute() / 60, _ -> new ArrayList<>())
                        .add(cell);
            }
        }
        for (var hour : byHour.entrySet()) {
            // An hour that stands in the archive was complete when it was written there.
            if (!archive.hours().contains(hour.getKey())) archive.write(hour.getKey(), hour.getValue());
        }
        for (var damaged : damage.entrySet()) archive.setAside(damaged.getKey(), damaged.getValue());
        if (!damage.isEmpty() && Files.exists(folder.keys())) archive.setAside(folder.keys(), List.of());
        for (Path segment : segments) Files.delete(segment);
        Files.deleteIfExists(folder.keys());
        Files.delete(folder.segments());
        return archive;
    }
}
