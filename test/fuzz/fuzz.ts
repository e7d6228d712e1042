import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startProgram } from "../../bench/support/program.ts";
import { clientOf } from "../support/client.ts";
import { fillFuzzAccount } from "./fuzz-account.ts";
import { fuzzRequests } from "./fuzz-requests.ts";

// Sends random requests to a program of its own, and fails if one is answered wrongly. docs/testing.md explains it.

const { values } = parseArgs({
  options: { requests: { type: "string", default: "20000" }, seed: { type: "string", default: "1" } },
});

const data = await mkdtemp(join(tmpdir(), "leadyard-fuzz-"));
// Started by root, the database runs as another user, who must be able to enter the folder.
await chmod(data, 0o755);
const program = await startProgram({ LEADYARD_DATA: data });
try {
  const administrator = clientOf(program.url, program.token);
  const { body: me } = await administrator.request("GET", "/v1/users/me");
  const accountId = Number(me.homeAccountId);
  const known = await fillFuzzAccount(administrator, accountId);
  const viewer = await administrator.request("POST", "/v1/tokens", { label: "viewer", scope: "viewer" });
  const { statuses, operations, slowest, findings } = await fuzzRequests({
    url: program.url,
    tokens: [program.token, program.token, program.token, String(viewer.body.token), ""],
    known,
    requests: Number(values.requests),
    seed: Number(values.seed),
    patience: 2000,
  });
  console.log(`${values.requests} requests to ${operations} operations, seed ${values.seed}`);
  for (const [status, count] of [...statuses].sort(([a], [b]) => a - b)) console.log(`${status}: ${count}`);
  console.log(`slowest: ${slowest.milliseconds} ms, ${slowest.request}`);
  for (const { number, problem, request, response } of findings)
    console.log(`\n#${number}: ${problem}\n  ${request}\n  ${response}`);
  console.log(findings.length === 0 ? "no finding" : `${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
} finally {
  await program.stop();
  await rm(data, { recursive: true, force: true });
}
