package dev.berth.control.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Why a request was not carried out, as RFC 9457 wants it said. The type is {@code urn:berth:problem:} and a word. */
public record Problem(int status, String word, String title, String detail, List<FieldError> errors) {
    public Problem {
        errors = List.copyOf(errors);
    }

    private Problem(int status, String word, String title, String detail) {
        this(status, word, title, detail, List.of());
    }

    public static Problem malformed(String detail) {
        return new Problem(400, "malformed", "The request cannot be read", detail);
    }

    /** The request is not as the document says. */
    public static Problem invalid(List<FieldError> errors) {
        String detail = errors.size() == 1 ? "One field is wrong" : errors.size() + " fields are wrong";
        return new Problem(400, "invalid-request", "The request is not as the API's document says", detail, errors);
    }

    public static Problem unauthenticated() {
        return new Problem(
                401,
                "unauthenticated",
                "No valid API key or session",
                "Expected the header Authorization: Bearer berth_api_... with a key that is neither revoked nor"
                        + " expired, or the cookie of a session that goes on");
    }

    /** Which of all that may be wrong is not told. */
    public static Problem signInRefused(String detail) {
        return new Problem(401, "sign-in-refused", "Not signed in", detail);
    }

    /** All else was right. */
    public static Problem codeRequired(String detail) {
        return new Problem(401, "code-required", "A code is wanted", detail);
    }

    public static Problem tooManySignIns() {
        return new Problem(
                429,
                "too-many-sign-ins",
                "Too many wrong tries",
                "More wrong passwords, codes or links came than are looked at in some minutes: try again later");
    }

    /** A browser sends its cookie along with what other pages make it send. */
    public static Problem csrf() {
        return new Problem(
                403,
                "csrf",
                "Not from the dashboard",
                "Expected the header X-Berth-CSRF with the `csrf` of /api/v1/me beside the session's cookie");
    }

    public static Problem forbidden(String detail) {
        return new Problem(403, "forbidden", "Not allowed", detail);
    }

    public static Problem notFound(String kind, String nameOrId) {
        return new Problem(404, "not-found", "Not found", "No " + kind + " '" + nameOrId + "'");
    }

    /** There may have been such a thing, which nobody remembers. */
    public static Problem forgotten(String detail) {
        return new Problem(404, "not-found", "Not found", detail);
    }

    public static Problem noSuchPath(String path) {
        return new Problem(404, "not-found", "Not found", "Nothing is at " + path + ": see /docs");
    }

    public static Problem methodNotAllowed(String method, String path) {
        return new Problem(405, "method-not-allowed", "Method not allowed", method + " is not for " + path);
    }

    public static Problem conflict(String detail) {
        return new Problem(409, "conflict", "Not in this state", detail);
    }

    /** A conflict that programs tell apart by its word. */
    public static Problem conflict(String word, String title, String detail) {
        return new Problem(409, word, title, detail);
    }

    public static Problem tooLarge(int limit) {
        return new Problem(
                413,
                "too-large",
                "The body is too large",
                "More than " + limit + " bytes came (expected: at most that)");
    }

    public static Problem notJson(String contentType) {
        return new Problem(
                415,
                "not-json",
                "The body is not JSON",
                "Content-Type: " + contentType + " (expected: application/json)");
    }

    /** The request is as the document says, and still cannot be meant. */
    public static Problem unprocessable(List<FieldError> errors) {
        String detail = errors.size() == 1 ? errors.getFirst().detail() : errors.size() + " fields are wrong";
        return new Problem(422, "unprocessable", "The request cannot be carried out", detail, errors);
    }

    public static Problem keyReused() {
        return new Problem(
                422,
                "idempotency-key-reused",
                "Idempotency-Key was used for another request",
                "The same key came with another path or body (expected: a new key for a new request)");
    }

    public static Problem tooManyBadKeys() {
        return new Problem(
                429,
                "too-many-bad-keys",
                "Too many bad API keys",
                "More bad keys came than are looked up in a minute; keys known to be good still work");
    }

    public static Problem internal() {
        return new Problem(
                500,
                "internal",
                "Something of ours went wrong",
                "It is in the control plane's log under the request id");
    }

    public static Problem unavailable(String detail) {
        return new Problem(503, "unavailable", "Not available now", detail);
    }

    /** Leaves a handler with this as the answer. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    ObjectNode json(String requestId) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "urn:berth:problem:" + word)
                .put("title", title)
                .put("status", status)
                .put("detail", detail)
                .put("requestId", requestId);
        var list = json.putArray("errors");
        for (FieldError error : errors)
            list.addObject().put("pointer", error.pointer()).put("detail", error.detail());
        return json;
    }
}
