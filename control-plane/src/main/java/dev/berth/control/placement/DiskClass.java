package dev.berth.control.placement;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Kinds of disk, the slowest first. */
public enum DiskClass {
    ANY(0),
    HDD(0),
    SSD(1),
    NVME(2);

    private final int speed;

    DiskClass(int speed) {
        this.speed = speed;
    }

    /** Reads a name as data has it; an unknown kind of disk is as good as any. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static DiskClass of(String text) {
        for (DiskClass known : values()) if (known.text().equals(text)) return known;
        return ANY;
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How many kinds faster it is than was asked for. */
    int fasterThan(DiskClass wanted) {
        return Math.max(0, speed - wanted.speed);
    }

    boolean does(DiskClass wanted) {
        return compareTo(wanted) >= 0;
    }
}
