// Holds an export to what was received and to what passed on the wire before the nodes: counts by endpoint, SKU and outcome must be
// equal, to the last one. Reads nothing but the answers' bodies (BERTH_RECEIVED), the requests that nodes were really sent with
// what they said (BERTH_WIRE), and the exported CSV (BERTH_EXPORT); BERTH_ENDPOINTS (JSON) says the endpoints' names.
// Prints what it counted; ends with 1 and the differences when there are any.
import { readFileSync } from "node:fs";
import { endpointOf, isMark, tagOf } from "./marks.mjs";
import { counted, isOwn, silently } from "./skus.mjs";

const names = JSON.parse(process.env.BERTH_ENDPOINTS);
const outcomes = ["answered", "failed", "refused", "invalid"];
const lines = (name) => readFileSync(process.env[name], "utf8").split("\n").filter(Boolean);
const count = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
const wrong = [];

// The wire: what each mark's attempts were told, and what Berth asked without one.
const wire = new Map();
const polls = new Map();
for (const { mark, method, params, said } of lines("BERTH_WIRE").map(JSON.parse)) {
  if (mark) wire.set(mark, [...(wire.get(mark) ?? []), said]);
  else count(polls, `${method} ${JSON.stringify(params ?? [])}`);
}

for (const poll of polls.keys()) if (!isOwn(poll)) wrong.push(`${poll}: without a mark, and none of Berth's own`);

const billed = new Map();
const heard = new Set();
for (const { endpoint, body } of lines("BERTH_RECEIVED").map(JSON.parse)) {
  if (body === "") continue; // nothing but notifications
  for (const answer of [JSON.parse(body)].flat()) {
    const [sku, outcome] = counted(answer);
    count(billed, `${names[endpoint]} ${sku} ${outcome}`);
    if (isMark(answer.id)) agrees(answer, outcome);
  }
}

// An answer that is charged is a node's, word for word; a failed call has none; one that is refused never reached a node.
function agrees({ id, error, result }, outcome) {
  const said = wire.get(id);
  heard.add(id);
  if (outcome === "answered" && !said?.includes(JSON.stringify(error ?? result))) wrong.push(`${id}: no node said ${JSON.stringify(error ?? result)}`);
  if (outcome === "failed" && said?.some((one) => one !== null)) wrong.push(`${id}: failed, yet a node answered`);
  if ((outcome === "refused" || outcome === "invalid") && said) wrong.push(`${id}: ${outcome}, yet sent to a node`);
}

// What nobody received was a notification, or its caller had left.
for (const [mark, said] of wire) {
  if (heard.has(mark)) continue;
  const answered = said.some((one) => one !== null);
  if (["note", "left"].includes(tagOf(mark))) count(billed, `${names[endpointOf(mark)]} ${silently(mark, answered).join(" ")}`);
  else wrong.push(`${mark}: sent to a node, and its caller received nothing`);
}

// The export has no text with commas or quotes in the columns that are read, which are the first and counted from there.
const [header, ...rows] = lines("BERTH_EXPORT").map((line) => line.split(","));
const column = (row, name) => row[header.indexOf(name)];
const exported = new Map();
for (const row of rows.filter((one) => column(one, "kind") === "calls" && Object.values(names).includes(column(one, "endpoint")))) {
  for (const outcome of outcomes) {
    const items = Number(column(row, outcome));
    const key = `${column(row, "endpoint")} ${column(row, "sku")} ${outcome}`;
    if (items > 0) exported.set(key, (exported.get(key) ?? 0) + items);
  }
}

const keys = [...new Set([...billed.keys(), ...exported.keys()])].sort();
for (const key of keys) console.log(`${key}: due ${billed.get(key) ?? 0}, exported ${exported.get(key) ?? 0}`);
wrong.push(...keys.filter((key) => billed.get(key) !== exported.get(key)));
for (const outcome of outcomes) {
  if (!keys.some((key) => key.endsWith(` ${outcome}`))) wrong.push(`no call was ${outcome}`);
}
const attempts = [...wire.values()].reduce((sum, said) => sum + said.length, 0);
console.log(`on the wire: ${wire.size} calls in ${attempts} attempts; of Berth's own: ${JSON.stringify(Object.fromEntries(polls))}`);
if (wrong.length > 0) {
  console.error(`wrong: ${wrong.slice(0, 20).join("; ")}`);
  process.exit(1);
}
