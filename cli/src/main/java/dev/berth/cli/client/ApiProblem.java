package dev.berth.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The API's answer to a request that it did not carry out (RFC 9457). */
public final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String requestId;
    private final transient List<String> wrongFields;

    private ApiProblem(int status, String message, String requestId, List<String> wrongFields) {
        super(message);
        this.status = status;
        this.requestId = requestId;
        this.wrongFields = wrongFields;
    }

    static ApiProblem of(int status, JsonNode problem) {
        String title = problem.path("title").asText("HTTP " + status);
        String detail = problem.path("detail").asText("");
        List<String> fields = new ArrayList<>();
        for (JsonNode error : problem.path("errors")) {
            fields.add(
                    error.path("pointer").asText() + ": " + error.path("detail").asText());
        }
        String message = detail.isEmpty() || detail.equals(title) ? title : title + ": " + detail;
        return new ApiProblem(status, message, problem.path("requestId").asText(""), fields);
    }

    public int status() {
        return status;
    }

    /** For the operator to find the request in the control plane's log; may be empty. */
    public String requestId() {
        return requestId;
    }

    /** A line for each field that was wrong. */
    public List<String> wrongFields() {
        return wrongFields;
    }
}
