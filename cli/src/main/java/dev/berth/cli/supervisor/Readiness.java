package dev.berth.cli.supervisor;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What tells that a process does its work. */
public interface Readiness {
    boolean isMet(ProcessIdentity process);

    /** It answers 200. */
    record Http(URI uri) implements Readiness {
        private static final int TIMEOUT_MILLIS = 2000;

        @Override
        public boolean isMet(ProcessIdentity process) {
            try {
                var connection = (HttpURLConnection) uri.toURL().openConnection();
                connection.setConnectTimeout(TIMEOUT_MILLIS);
                connection.setReadTimeout(TIMEOUT_MILLIS);
                try {
                    return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
                } finally {
                    connection.disconnect();
                }
            } catch (IOException e) {
                return false;
            }
        }
    }

    /** PostgreSQL wrote "ready" into its postmaster.pid; pg_ctl looks in the same way. */
    record Postgres(Path postmasterPid) implements Readiness {
        private static final int STATUS_LINE = 7;

        @Override
        public boolean isMet(ProcessIdentity process) {
            try {
                List<String> lines = Files.readAllLines(postmasterPid);
                return lines.size() > STATUS_LINE
                        && lines.getFirst().strip().equals(Long.toString(process.pid()))
                        && lines.get(STATUS_LINE).strip().equals("ready");
            } catch (IOException e) {
                return false;
            }
        }
    }
}
