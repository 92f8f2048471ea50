package dev.berth.control.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.control.api.NamingPlaces.Naming;
import dev.berth.control.tenant.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every operation of the document, with each place of its request that can name a thing naming one of another tenant: the answer
 * is the one for a thing that does not exist, nothing of the other tenant is in it, and nothing has changed. The same with a thing
 * of one's own is answered otherwise, so it is really the name that is refused.
 */
class ForeignThingsTest {
    private static final ContractDocument DOCUMENT = ContractDocument.load();
    private static final NamingPlaces PLACES = new NamingPlaces(DOCUMENT);

    /** Operations that are for anybody: whoever calls them is of no tenant yet, and says nothing but what they know themselves. */
    private static final List<String> OPEN = List.of(
            "health",
            "readiness",
            "documentation",
            "openapiYaml",
            "openapiJson",
            "signInMethods",
            "beginOpenId",
            "endOpenId",
            "signIn",
            "signInByLink",
            "acceptInvitation");

    private static RunningApi api;
    private static ForeignRequests requests;
    private static ThingsOfATenant victim;

    @BeforeAll
    static void start() {
        api = new RunningApi();
        requests = new ForeignRequests(DOCUMENT, api);
        victim = ThingsOfATenant.made(api, "victim");
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    /** Sends as somebody. */
    private interface Send {
        RunningApi.Answer as(String method, String path, @Nullable String body);
    }

    /** Somebody who may call what {@code role} may, about their own tenant {@code own}. */
    private record Somebody(Send send, Role role, ThingsOfATenant own, boolean isPerson) {
        /** An operator says whom they act for. */
        boolean actsForATenant() {
            return role == Role.OPERATOR;
        }

        boolean may(DocumentedOperation operation) {
            return operation.roles().contains(role) && (!actsForATenant() || operation.has("tenant"));
        }

        /** Where the things of one's own can be shown to be found; keys have no sessions, and no tenant names one to be told of. */
        boolean finds(Naming naming) {
            if (naming.at().equals("/ofTenant")) return actsForATenant();
            return !naming.kind().equals("session") || isPerson;
        }
    }

    @Test
    void anOwnersKeyFindsNothingOfAnother() {
        var own = ThingsOfATenant.made(api, "program");
        findsNothing(
                new Somebody((method, path, body) -> api.send(method, path, own.key(), body), Role.OWNER, own, false));
    }

    @Test
    void anOwnersBrowserFindsNothingOfAnother() {
        var own = ThingsOfATenant.made(api, "browser");
        findsNothing(
                new Somebody((method, path, body) -> own.person().send(method, path, body), Role.OWNER, own, true));
    }

    @Test
    void aDevelopersKeyFindsNothingOfAnother() {
        var own = ThingsOfATenant.made(api, "coder");
        String key = api.tenantKey("coder", "developer");
        findsNothing(
                new Somebody((method, path, body) -> api.send(method, path, key, body), Role.DEVELOPER, own, false));
    }

    @Test
    void anOperatorWhoActsForATenantFindsNothingOfAnother() {
        var own = ThingsOfATenant.made(api, "ward");
        findsNothing(new Somebody(
                (method, path, body) -> api.send(method, path, api.operator(), body), Role.OPERATOR, own, false));
    }

    @Test
    void whatIsForOperatorsIsRefusedWhateverItNames() {
        List<String> keys = List.of(victim.key(), api.tenantKey("victim", "developer"));
        String before = api.everyRow();
        for (DocumentedOperation operation : DOCUMENT.operations()) {
            if (operation.open() || operation.roles().contains(Role.OWNER)) continue;
            var request = requests.of(operation, victim);
            for (String key : keys)
                assertThat(api.send(operation.method(), request.path(), key, request.body())
                                .status())
                        .as(operation.id())
                        .isEqualTo(403);
        }
        assertThat(api.everyRow()).isEqualTo(before);
    }

    @Test
    void whatIsForAnybodyIsKnown() {
        assertThat(DOCUMENT.operations().stream()
                        .filter(DocumentedOperation::open)
                        .map(DocumentedOperation::id))
                .containsExactlyInAnyOrderElementsOf(OPEN);
    }

    private static void findsNothing(Somebody somebody) {
        var wrong = new ArrayList<String>();
        var absent = new HashMap<Place, String>();
        for (DocumentedOperation operation : DOCUMENT.operations()) {
            if (!somebody.may(operation)) continue;
            String before = api.everyRow();
            for (Place place : places(somebody, operation)) absent.put(place, tryForeign(somebody, place, wrong));
            if (!api.everyRow().equals(before)) wrong.add(operation.id() + " changed something");
        }
        for (DocumentedOperation operation : inOrder()) {
            if (!somebody.may(operation)) continue;
            boolean isGone = false;
            for (Place place : places(somebody, operation))
                if (!isGone) isGone = tryOwn(somebody, place, absent.getOrDefault(place, ""), wrong);
            if (operation.method().equals("GET")) tryUnnamed(somebody, operation, wrong);
        }
        assertThat(wrong).isEmpty();
        assertThat(absent).hasSizeGreaterThan(40);
    }

    /** An operation, where its request names a thing, and by which of the thing's names. */
    private record Place(DocumentedOperation operation, Naming naming, int form) {
        String name(ThingsOfATenant things) {
            return things.of(naming.kind()).get(form);
        }

        boolean isAddress() {
            return naming.isInPath() || naming.at().equals("query:tenant");
        }

        @Override
        public String toString() {
            return operation.id() + " with " + naming.at();
        }
    }

    private static List<Place> places(Somebody somebody, DocumentedOperation operation) {
        var found = new ArrayList<Place>();
        for (Naming naming : PLACES.of(operation)) {
            boolean choosesTheTenant = somebody.actsForATenant() && naming.at().equals("query:tenant");
            if (choosesTheTenant) continue;
            for (int form = 0; form < victim.of(naming.kind()).size(); form++)
                found.add(new Place(operation, naming, form));
        }
        return found;
    }

    /** Answers what is said of a thing that does not exist. */
    private static String tryForeign(Somebody somebody, Place place, List<String> wrong) {
        String theirs = place.name(victim);
        String nobodys = ThingsOfATenant.nobodys(theirs);
        var foreign = send(somebody, place, theirs);
        String said = plain(foreign, theirs);
        String absent = plain(send(somebody, place, nobodys), nobodys);
        if (!said.equals(absent)) wrong.add(place + " " + theirs + ": " + said + " (expected: " + absent + ")");
        if (place.isAddress() && foreign.status() != 404)
            wrong.add(place + " " + theirs + ": " + foreign.status() + " (expected: 404)");
        noTrace(place, foreign.text(), theirs, wrong);
        return absent;
    }

    /** Answers whether the thing is deleted now. */
    private static boolean tryOwn(Somebody somebody, Place place, String absent, List<String> wrong) {
        String own = place.name(somebody.own());
        var found = send(somebody, place, own);
        noTrace(place, found.text(), own, wrong);
        boolean isStreamAnyhow =
                found.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")
                        && absent.startsWith("200");
        if (somebody.finds(place.naming())
                && !isStreamAnyhow
                && plain(found, own).equals(absent))
            wrong.add(place + " " + own + ", its own: answered as what does not exist, which shows nothing: " + absent);
        return place.operation().method().equals("DELETE") && found.status() < 300;
    }

    private static void tryUnnamed(Somebody somebody, DocumentedOperation operation, List<String> wrong) {
        var request = addressed(somebody, requests.of(operation, somebody.own()));
        noTrace(operation.id(), somebody.send().as("GET", request.path(), null).text(), "", wrong);
    }

    private static RunningApi.Answer send(Somebody somebody, Place place, String name) {
        var request = addressed(
                somebody,
                requests.of(place.operation(), somebody.own())
                        .with(place.naming().at(), name));
        return somebody.send().as(place.operation().method(), request.path(), request.body());
    }

    /** An operator says whom they act for. */
    private static ForeignRequests.Request addressed(Somebody somebody, ForeignRequests.Request request) {
        return somebody.actsForATenant()
                ? request.with("query:tenant", somebody.own().tenant())
                : request;
    }

    /** What is answered, whatever the thing is called, whenever. */
    private static String plain(RunningApi.Answer answer, String name) {
        return answer.status() + " "
                + answer.text()
                        .replace(name, "(name)")
                        .replaceAll("\"requestId\":\"[^\"]*\"", "")
                        .replaceAll("\"instance\":\"[^\"]*\"", "")
                        .replaceAll("\"forecast\":\"[^\"]*\"", "")
                        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "(time)");
    }

    private static void noTrace(Object what, String text, String sent, List<String> wrong) {
        String said = sent.isEmpty() ? text : text.replace(sent, "(name)");
        for (String trace : victim.traces()) if (said.contains(trace)) wrong.add(what + " tells of " + trace);
    }

    /** What only looks comes first, what deletes last, and a node after what goes to it. */
    private static List<DocumentedOperation> inOrder() {
        var order = new ArrayList<DocumentedOperation>();
        for (String method : List.of("GET", "PUT", "PATCH", "POST", "DELETE")) {
            var alike = DOCUMENT.operations().stream()
                    .filter(operation -> operation.method().equals(method))
                    .toList();
            order.addAll(method.equals("DELETE") ? alike.reversed() : alike);
        }
        return order;
    }

    @Test
    void aNameOfTheirsIsFreeForOthers() {
        var own = ThingsOfATenant.made(api, "namesake");
        var tried = new ArrayList<String>();
        for (DocumentedOperation operation : DOCUMENT.operations()) {
            if (!operation.has("Idempotency-Key") || !operation.roles().contains(Role.OWNER)) continue;
            for (String name : List.of("victim-node", "victim-door", "victim-bell", "ana@victim.example")) {
                var request = requests.of(operation, own);
                String field = name.contains("@") ? "email" : "name";
                if (!request.bodyJson().has(field)) continue;
                request = request.with("/" + field, name);
                var made = api.send(operation.method(), request.path(), own.key(), request.body());
                assertThat(made.status()).as(operation.id() + " " + made.text()).isBetween(200, 299);
                tried.add(operation.id());
            }
        }
        assertThat(tried).contains("createNode", "createEndpoint", "createWebhook", "addMember");
    }

    @Test
    void whatTheyCalledTheirRepeatsIsNothingToOthers() {
        var own = ThingsOfATenant.made(api, "repeater");
        String body = "{\"name\": \"of a repeat\", \"role\": \"developer\"}";
        var theirs = api.send("POST", "/api/v1/api-keys", victim.key(), body, "Idempotency-Key", "once");
        var mine = api.send("POST", "/api/v1/api-keys", own.key(), body, "Idempotency-Key", "once");
        assertThat(mine.status()).isEqualTo(201);
        assertThat(mine.json().get("id")).isNotEqualTo(theirs.json().get("id"));
        assertThat(mine.json().at("/tenant/name").asText()).isEqualTo("repeater");
    }

    @Test
    void aPlaceInTheirListsShowsNothingOfThem() {
        var own = ThingsOfATenant.made(api, "reader");
        var wrong = new ArrayList<String>();
        for (DocumentedOperation operation : DOCUMENT.operations()) {
            if (!operation.has("cursor") || !operation.roles().contains(Role.OWNER)) continue;
            for (String place : victim.traces()) {
                String path = requests.of(operation, own)
                        .with("query:cursor", ForeignRequests.cursor(place))
                        .path();
                noTrace(
                        operation.id() + " after " + place,
                        api.get(path, own.key()).text(),
                        place,
                        wrong);
            }
        }
        assertThat(wrong).isEmpty();
    }
}
