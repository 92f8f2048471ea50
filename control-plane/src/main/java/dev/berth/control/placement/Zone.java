package dev.berth.control.placement;

/** What fails together: a zone of a region of a provider. Hosts of which nobody says where they stand share one. */
public record Zone(String provider, String region, String name) {
    /** As people read it: {@code acme/eu/eu-1}. */
    public String text() {
        return provider + "/" + region + "/" + name;
    }
}
