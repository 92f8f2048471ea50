package dev.berth.proxy.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsReadInOrder() throws IOException {
        write("one", "two", "");
        assertThat(read()).containsExactly("one", "two", "");
    }

    @Test
    void wheneverAnAppendIsCutOffTheRecordsBeforeItAreReadAndNoDamageIsSeen() throws IOException {
        write("one", "two");
        byte[] whole = Files.readAllBytes(file());
        int first = whole.length / 2;
        for (int length = first; length < whole.length; length++) {
            Files.write(file(), java.util.Arrays.copyOf(whole, length));
            List<String> records = new ArrayList<>();
            Reading reading = Journal.read(
                    file(), bytes -> records.add(StringValue.parseFrom(bytes).getValue()));
            assertThat(records).containsExactly("one");
            assertThat(reading).isEqualTo(length == first ? new Reading.Whole(first) : new Reading.Torn(first));
        }
    }

    @Test
    void zerosThatAPowerLossLeftAtTheEndAreACutOffAppend() throws IOException {
        write("one");
        long length = Files.size(file());
        try (var content = new RandomAccessFile(file().toFile(), "rw")) {
            content.setLength(length + 100);
        }
        assertThat(Journal.read(file(), _ -> {})).isEqualTo(new Reading.Torn(length));
    }

    @Test
    void aFlippedBitInARecordIsDamageAndNothingBehindItIsRead() throws IOException {
        write("one", "two", "three");
        byte[] whole = Files.readAllBytes(file());
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file(), flipped);
            List<String> records = new ArrayList<>();
            Reading reading = Journal.read(
                    file(), bytes -> records.add(StringValue.parseFrom(bytes).getValue()));
            assertThat(reading).isInstanceOf(Reading.Damaged.class);
            assertThat(records).isEqualTo(List.of("one", "two", "three").subList(0, records.size()));
        }
    }

    @Test
    void aReplacedFileHasTheNewRecordsAndCanBeAppendedTo() throws IOException {
        write("old");
        Journal.replace(file(), List.of(StringValue.of("new")));
        write("newer");
        assertThat(read()).containsExactly("new", "newer");
    }

    private void write(String... records) throws IOException {
        try (Journal journal = Journal.append(file())) {
            for (String text : records) journal.write(StringValue.of(text));
            journal.force();
        }
    }

    private List<String> read() throws IOException {
        List<String> records = new ArrayList<>();
        assertThat(Journal.read(
                        file(),
                        bytes -> records.add(StringValue.parseFrom(bytes).getValue())))
                .isInstanceOf(Reading.Whole.class);
        return records;
    }

    private Path file() {
        return folder.resolve("journal");
    }
}
