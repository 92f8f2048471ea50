// A unit for tests: says how it was started, and does as it is told over HTTP.
const http = require("http"), fs = require("fs"), { spawn } = require("child_process");
let child;
const [bind, port, data, files, secrets, peer] = process.argv.slice(2);

console.log("started with peer " + peer);
if (process.env.MOOD === "broken") process.exit(3);
process.on("SIGTERM", () => {
  console.log("told to stop");
  if (process.env.MOOD !== "deaf") process.exit(0);
});

const answers = {
  "/self": () => ({ uid: process.getuid(), gid: process.getgid(), pid: process.pid, env: process.env, data, files, secrets }),
  "/read": (query) => fs.readFileSync(query.get("path"), "utf8"),
  "/write": (query) => fs.writeFileSync(query.get("path"), query.get("text")),
  "/stat": (query) => { const s = fs.statSync(query.get("path")); return { mode: (s.mode & 0o777).toString(8), uid: s.uid }; },
  "/status": () => fs.readFileSync("/proc/self/status", "utf8"),
  "/limits": () => fs.readFileSync("/proc/self/limits", "utf8"),
  "/say": (query) => console.log(query.get("text")),
  "/exit": (query) => setImmediate(() => process.exit(Number(query.get("code")))),
  "/spawn": () => { child = spawn("/usr/bin/sleep", ["600"], { env: {}, stdio: "ignore" }); },
  "/child": () => String(child.pid),
  "/eat": () => { const kept = []; for (;;) kept.push(Buffer.alloc(16 << 20, 1)); },
};

http.createServer((request, response) => {
  const url = new URL(request.url, "http://unit");
  if (url.pathname === "/peer") {
    http.get("http://" + peer + "/self", (answer) => answer.pipe(response)).on("error", (error) => response.destroy(error));
    return;
  }
  try {
    const answer = answers[url.pathname](url.searchParams);
    response.end(typeof answer === "string" ? answer : JSON.stringify(answer ?? null));
  } catch (error) {
    response.statusCode = 500;
    response.end(String(error));
  }
}).listen(Number(port), bind, () => console.log("listening"));
