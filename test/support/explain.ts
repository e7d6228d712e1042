import type { Database } from "../../src/db/database.ts";

/** A statement as the server executed it: the tables it scanned sequentially, and the most rows of any step of its plan. */
export interface PlannedStatement {
  statement: string;
  read: string[];
  rows: number;
}

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  Plans?: PlanNode[];
}

/** Makes the server report the plan of every statement of a database with one connection. Returns the array it adds them to. */
export async function explainAll(db: Database): Promise<PlannedStatement[]> {
  const done: PlannedStatement[] = [];
  const client = await db.pool.connect();
  client.on("notice", ({ message = "" }) => {
    const json = /plan:\s*(\{[\s\S]*\})/.exec(message)?.[1];
    if (json === undefined) return;
    const { "Query Text": statement, Plan: plan } = JSON.parse(json) as { "Query Text": string; Plan: PlanNode };
    done.push({ statement, read: readWhole(plan), rows: mostRows(plan) });
  });
  await client.query("load 'auto_explain'");
  for (const [name, value] of [
    ["client_min_messages", "log"],
    ["auto_explain.log_level", "notice"],
    ["auto_explain.log_format", "json"],
    ["auto_explain.log_analyze", "on"],
    ["auto_explain.log_timing", "off"],
    ["auto_explain.log_min_duration", "0"],
  ])
    await client.query("select set_config($1, $2, false)", [name, value]);
  client.release();
  return done;
}

function readWhole(node: PlanNode): string[] {
  const own = node["Node Type"] === "Seq Scan" ? [node["Relation Name"] ?? ""] : [];
  return [...own, ...(node.Plans ?? []).flatMap(readWhole)];
}

function mostRows(node: PlanNode): number {
  const own = ((node["Actual Rows"] ?? 0) + (node["Rows Removed by Filter"] ?? 0)) * (node["Actual Loops"] ?? 0);
  return Math.max(own, ...(node.Plans ?? []).map(mostRows));
}
