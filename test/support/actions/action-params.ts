import type { LeadAction } from "../../../src/leads/action.ts";
import type { TestAccount } from "../account.ts";

interface Schema {
  type?: string;
  enum?: unknown[];
  examples?: unknown[];
  "x-input"?: string;
}

const schemasOf = (action: LeadAction) => Object.entries(action.params.properties) as [string, Schema][];

const choicesOf = ({ enum: values, type }: Schema): unknown[] => values ?? (type === "boolean" ? [true, false] : []);

/** Every combination of an action's choices and switches. */
export function paramVariants(action: LeadAction): Record<string, unknown>[] {
  let variants: Record<string, unknown>[] = [{}];
  for (const [name, schema] of schemasOf(action)) {
    const choices = choicesOf(schema);
    // Without the name of a list, REUSE_LIST is refused; the tests of the move try it.
    if (choices.length > 0 && name !== "REUSE_LIST")
      variants = variants.flatMap((params) => choices.map((value) => ({ ...params, [name]: value })));
  }
  return variants;
}

/**
 * A variant with a value for every other parameter: an id of the account, or the example that the schema declares. Throws for a parameter
 * without an example, which the contract would otherwise never send.
 */
export function paramsOf(action: LeadAction, variant: object, at: TestAccount): Record<string, unknown> {
  const ids: Record<string, unknown> = { campaign: at.target.campaignId, list: at.target.listId, agent: at.agentId };
  const values = schemasOf(action).flatMap(([name, schema]) => {
    if (choicesOf(schema).length > 0 || schema["x-input"] === "hidden") return [];
    const value = ids[schema["x-input"] ?? ""] ?? schema.examples?.[0];
    if (value === undefined) throw new Error(`${action.name}: the parameter ${name} needs an example`);
    return [[name, value]];
  });
  return { ...Object.fromEntries(values), ...variant };
}
