// Holds an export to what was received: counts by endpoint, SKU and outcome must be equal, to the last one. Reads nothing but the
// answers' bodies (BERTH_RECEIVED) and the exported CSV (BERTH_EXPORT); BERTH_ENDPOINTS (JSON) says the endpoints' names.
// Prints what it counted; ends with 1 and the differences when there are any.
import { readFileSync } from "node:fs";
import { counted } from "./skus.mjs";

const names = JSON.parse(process.env.BERTH_ENDPOINTS);
const outcomes = ["answered", "failed", "refused", "invalid"];

const received = new Map();
const count = (counts, key, by) => counts.set(key, (counts.get(key) ?? 0) + by);
for (const line of readFileSync(process.env.BERTH_RECEIVED, "utf8").split("\n").filter(Boolean)) {
  const { endpoint, body } = JSON.parse(line);
  for (const answer of [JSON.parse(body)].flat()) {
    const [sku, outcome] = counted(answer);
    count(received, `${names[endpoint]} ${sku} ${outcome}`, 1);
  }
}

// The export has no text with commas or quotes in the columns that are read, which are the first and counted from there.
const [header, ...rows] = readFileSync(process.env.BERTH_EXPORT, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => line.split(","));
const column = (row, name) => row[header.indexOf(name)];
const exported = new Map();
for (const row of rows.filter((one) => column(one, "kind") === "calls" && Object.values(names).includes(column(one, "endpoint")))) {
  for (const outcome of outcomes) {
    const items = Number(column(row, outcome));
    if (items > 0) count(exported, `${column(row, "endpoint")} ${column(row, "sku")} ${outcome}`, items);
  }
}

const keys = [...new Set([...received.keys(), ...exported.keys()])].sort();
const different = keys.filter((key) => received.get(key) !== exported.get(key));
for (const key of keys) console.log(`${key}: received ${received.get(key) ?? 0}, exported ${exported.get(key) ?? 0}`);
if (different.length > 0) {
  console.error(`different: ${different.join("; ")}`);
  process.exit(1);
}
