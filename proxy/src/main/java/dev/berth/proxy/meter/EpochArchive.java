package dev.berth.proxy.meter;

import dev.berth.contract.v1.Cells;
import dev.berth.proxy.journal.Journal;
import dev.berth.proxy.journal.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The hours of an epoch that no count reaches any more, each a file of the messages that report it. They are kept long
 * after they were acknowledged, so that an intake restored from a backup can be told again.
 */
final class EpochArchive {
    private static final String SUFFIX = ".cells";

    private final EpochFolder folder;
    private final NavigableSet<Long> hours = new TreeSet<>();
    private final List<String> damage = new ArrayList<>();

    private EpochArchive(EpochFolder folder) {
        this.folder = folder;
    }

    static EpochArchive open(EpochFolder folder) throws IOException {
        var archive = new EpochArchive(folder);
        Files.createDirectories(folder.hours());
        try (Stream<Path> files = Files.list(folder.hours())) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX))
                    .forEach(name ->
                            archive.hours.add(Long.parseLong(name.substring(0, name.length() - SUFFIX.length()))));
        }
        if (Files.exists(archive.damageNotes())) archive.damage.addAll(Files.readAllLines(archive.damageNotes()));
        return archive;
    }

    NavigableSet<Long> hours() {
        return hours;
    }

    /** What of the epoch could not be read, for people; its files are kept. */
    List<String> damage() {
        return damage;
    }

    void write(long hour, Collection<CellTotals> cells) throws IOException {
        List<CellTotals> sorted = cells.stream()
                .sorted(Comparator.comparingLong(CellTotals::minute))
                .toList();
        List<Cells> messages = new ArrayList<>();
        for (int from = 0; from < sorted.size(); from += WireCells.MAX) {
            int to = Math.min(from + WireCells.MAX, sorted.size());
            messages.add(WireCells.of(folder.epoch(), sorted.subList(from, to))
                    .setSeq(messages.size())
                    .setFinal(to == sorted.size())
                    .build());
        }
        Journal.replace(file(hour), messages);
        hours.add(hour);
    }

    /** The hour's messages, less what is damaged. */
    List<Cells> read(long hour) throws IOException {
        List<Cells> messages = new ArrayList<>();
        Reading reading = Journal.read(file(hour), message -> messages.add(Cells.parseFrom(message)));
        boolean complete = !messages.isEmpty() && messages.getLast().getFinal();
        if (!(reading instanceof Reading.Whole) || !complete) {
            String name = file(hour).getFileName().toString();
            setAside(
                    file(hour),
                    List.of(reading instanceof Reading.Damaged damaged ? damaged.what() : name + " is cut off"));
            if (messages.isEmpty()) {
                delete(hour);
            } else {
                messages.add(messages.removeLast().toBuilder().setFinal(true).build());
                Journal.replace(file(hour), messages);
            }
        }
        return messages;
    }

    void delete(long hour) throws IOException {
        Files.deleteIfExists(file(hour));
        hours.remove(hour);
    }

    /** The whole epoch is forgotten. */
    void deleteFolder() throws IOException {
        folder.delete();
    }

    /** Keeps a copy of a damaged file, and notes what is wrong with it. */
    void setAside(Path file, List<String> why) throws IOException {
        Files.createDirectories(folder.damaged());
        Files.copy(file, folder.damaged().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        note(why);
    }

    /** Notes what could not be read. */
    void note(List<String> why) throws IOException {
        Files.createDirectories(folder.damaged());
        Files.write(damageNotes(), why, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        damage.addAll(why);
    }

    private Path damageNotes() {
        return folder.damaged().resolve("what.txt");
    }

    private Path file(long hour) {
        return folder.hours().resolve(hour + SUFFIX);
    }
}
