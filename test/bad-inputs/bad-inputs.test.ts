import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandomFor } from "../../clients/seeded-random.ts";
import { fillFuzzAccount } from "../fuzz/fuzz-account.ts";
import { type Operation, readOperations } from "../fuzz/operations.ts";
import { type Known, type Schema, valueFor } from "../fuzz/value-for.ts";
import { type Program, startProgram } from "../support/program.ts";
import { wrongValues } from "./wrong-values.ts";

let program: Program;
let known: Known;
beforeAll(async () => {
  program = await startProgram();
  known = await fillFuzzAccount(program, program.accountId);
});
afterAll(() => program.stop());

interface BadInput {
  method: string;
  path: string;
  body: unknown;
  /** The field that is wrong; its value; and how the table shows it. */
  field: string;
  value: unknown;
}

/** For every field of every JSON body: the body with that field wrong, and the rest as it should be. */
function badBodies({ method, path, bodies }: Operation): BadInput[] {
  const schema = bodies["application/json"];
  const fields = Object.entries(schema?.properties ?? {});
  if (!schema || fields.length === 0) return [];
  const right = requiredOf(schema);
  const input = (field: string, value: unknown): BadInput => ({
    method,
    path: filled(path),
    body: { ...right, [field]: value },
    field,
    value,
  });
  const isV1 = path.startsWith("/v1/");
  return [
    ...fields.flatMap(([name, property]) => wrongValues(property).map((value) => input(name, value))),
    ...(isV1 ? [input("noSuchField", 1)] : []),
  ];
}

/** A value of the schema with nothing but the required fields. */
function requiredOf({ properties = {}, required = [] }: Schema): Record<string, unknown> {
  const fields = Object.entries(properties).filter(([name]) => required.includes(name));
  const schema = { type: "object", properties: Object.fromEntries(fields), required };
  return valueFor(schema, seededRandomFor(1), known, 2 ** 31) as Record<string, unknown>;
}

/** For every criterion: a search with a wrong value. */
function badCriteria({ path, bodies }: Operation): BadInput[] {
  const criteria = bodies["application/json"]?.properties?.criteria?.properties ?? {};
  return Object.entries(criteria).flatMap(([name, schema]) =>
    wrongValues(schema).map((value) => ({
      method: "POST",
      path: filled(path),
      body: { criteria: { [name]: value } },
      field: `criteria.${name}`,
      value,
    })),
  );
}

/** For every parameter of every lead action: an action with a wrong value. */
async function badParameters(): Promise<BadInput[]> {
  const path = `/v1/accounts/${program.accountId}/lead-actions`;
  const { body } = await program.request("GET", `${path}/catalogue`);
  const actions = body.actions as { name: string; params: Schema }[];
  return actions.flatMap(({ name: action, params }) =>
    Object.entries(params.properties ?? {}).flatMap(([name, schema]) =>
      wrongValues(schema).map((value) => ({
        method: "POST",
        path,
        body: { action, criteria: { leadIds: [1] }, params: { ...requiredOf(params), [name]: value }, dryRun: true },
        field: `params.${name}`,
        value,
      })),
    ),
  );
}

const filled = (path: string) => path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(known[name]?.[0] ?? 1));

async function allBadInputs(): Promise<BadInput[]> {
  const operations = await readOperations(program.url);
  const search = operations.find(({ path }) => path === "/v1/accounts/{accountId}/leads/search") as Operation;
  return [...operations.flatMap(badBodies), ...badCriteria(search), ...(await badParameters())];
}

const shorten = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");

test("every bad value of a body is refused by the name of its field", async () => {
  const inputs = await allBadInputs();
  expect(inputs.length).toBeGreaterThan(300);
  const rows: string[] = [];
  const wrong: string[] = [];
  for (const { method, path, body, field, value } of inputs) {
    const { status, body: answer } = await program.request(method, path, body);
    const code = String(answer.code ?? answer.errorCode ?? answer.error);
    const message = String(answer.detail ?? answer.generalMessage ?? answer.error_description);
    const row = `${method} ${path} | ${field}: ${shorten(JSON.stringify(value), 40)} | ${status} ${code} | ${shorten(message, 160)}`;
    rows.push(`| ${cell(row).replaceAll(" \\| ", " | ")} |`);
    if (status < 400 || status >= 500 || !message.includes(field.replace(/^\w+\./, ""))) wrong.push(row);
  }
  expect(wrong).toEqual([]);
  await expect(
    `# Bad inputs\n\n${rows.length} bad values, each in a request that is otherwise right, and how they are answered. \`test/bad-inputs/\` makes this table from both OpenAPI documents; \`npx vitest run test/bad-inputs -u\` writes it.\n\n| request | bad value | answer | message |\n| --- | --- | --- | --- |\n${rows.join("\n")}\n`,
  ).toMatchFileSnapshot("../../docs/bad-inputs.md");
});
