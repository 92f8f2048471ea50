package dev.berth.host.engine.process;

import dev.berth.host.artifact.Installed;
import dev.berth.host.artifact.UnitUser;
import dev.berth.host.disk.DeleteTree;
import dev.berth.host.disk.Ownership;
import dev.berth.host.engine.Address;
import dev.berth.host.engine.Delivery;
import dev.berth.host.engine.Placeholders;
import dev.berth.host.engine.Places;
import dev.berth.host.engine.Port;
import dev.berth.host.engine.UnitName;
import dev.berth.host.engine.UnitObservation;
import dev.berth.host.engine.UnitObservation.Binding;
import dev.berth.host.engine.UnitSpec;
import dev.berth.host.engine.UnitState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Units as folders. */
final class ProcessUnits {
    private final Path root;
    private final UserRange users;

    ProcessUnits(Path root, UserRange users) {
        this.root = root;
        this.users = users;
    }

    List<UnitName> names() {
        return UnitFolder.names(root);
    }

    UnitFolder folder(UnitName name) {
        return new UnitFolder(root.resolve(name.text()));
    }

    Stream<UnitRecord> records() {
        return names().stream().map(name -> folder(name).record()).flatMap(Optional::stream);
    }

    /** The user for a new volume or unit: none when this process is itself an ordinary one. */
    Optional<Integer> freeUser(List<VolumeRecord> volumes) {
        if (!Ownership.root()) return Optional.empty();
        Set<Integer> taken = Stream.concat(
                        volumes.stream().map(VolumeRecord::uid), records().map(UnitRecord::uid))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return Optional.of(users.free(taken));
    }

    Places places(UnitFolder folder, Installed program, Optional<Path> data) {
        return new Places(
                program.tree().toString(),
                program.runtime().map(Path::toString),
                data.map(Path::toString),
                folder.files().toString(),
                folder.secrets().toString(),
                "127.0.0.1",
                Port::hostPort,
                ProcessUnits::dialled);
    }

    /** How one process reaches another. */
    static String dialled(Address address) {
        return "127.0.0.1:" + address.hostPort();
    }

    /** Makes a unit's folder aside and renames it: whoever sees it sees all of it. */
    UnitRecord make(UnitSpec unit, Places places, Optional<Integer> user) throws IOException {
        Placeholders placeholders = places.placeholders(unit);
        UnitFolder whole = folder(unit.name());
        UnitRecord record = record(unit, placeholders, whole, user);
        UnitFolder aside = new UnitFolder(root.resolve(".making-" + unit.name()));
        DeleteTree.delete(aside.path());
        Ownership.directory(aside.path(), "rwx--x--x");
        delivery(aside, user).deliver(unit, placeholders);
        Ownership.directory(aside.tmp(), "rwx------");
        if (user.isPresent()) Ownership.give(aside.tmp(), user.get(), user.get());
        Files.createFile(aside.output().file());
        Ownership.mode(aside.output().file(), "rw-------");
        aside.unit().write(record);
        Files.move(aside.path(), whole.path(), StandardCopyOption.ATOMIC_MOVE);
        return record;
    }

    private static UnitRecord record(
            UnitSpec unit, Placeholders placeholders, UnitFolder folder, Optional<Integer> user) {
        Map<String, String> env = new HashMap<>();
        env.put("HOME", folder.tmp().toString());
        env.put("TMPDIR", folder.tmp().toString());
        unit.env().forEach((name, value) -> env.put(name, placeholders.resolve(value)));
        return new UnitRecord(
                unit.name(),
                unit.labels(),
                unit.argv().stream().map(placeholders::resolve).toList(),
                env,
                unit.ports(),
                unit.limits().pids(),
                unit.limits().openFiles(),
                unit.network(),
                unit.volume().orElse(null),
                user.orElse(null));
    }

    Delivery delivery(UnitFolder folder, Optional<Integer> user) {
        return new Delivery(folder.files(), folder.secrets(), user.map(uid -> new UnitUser(uid, uid)));
    }

    /** Takes the folder away at once, then deletes what was in it. */
    void delete(UnitName name) throws IOException {
        Path away = root.resolve(".removing-" + name);
        DeleteTree.delete(away);
        Files.move(folder(name).path(), away, StandardCopyOption.ATOMIC_MOVE);
        DeleteTree.delete(away);
    }

    static UnitObservation observe(UnitRecord unit, UnitState state) {
        List<Binding> bindings = state instanceof UnitState.Running
                ? unit.ports().stream()
                        .filter(Port::published)
                        .map(port -> new Binding(port.name(), port.hostIp(), port.hostPort()))
                        .toList()
                : List.of();
        return new UnitObservation(unit.name(), unit.labels(), state, bindings);
    }
}
