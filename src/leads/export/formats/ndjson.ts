import { join, type Sql, sql } from "../../../db/sql.ts";
import type { ExportChoice } from "../export-request.ts";
import { type Column, findColumn } from "./columns.ts";
import { momentText } from "./moment-text.ts";

/**
 * A lead as one line of JSON with the chosen names; absent values are null. Concatenated by hand, since
 * json_build_object takes at most 50 values (100 arguments).
 */
export function jsonLine(chosen: readonly ExportChoice[]): Sql {
  const members = chosen.map(
    ({ field, header }) =>
      sql`${`${JSON.stringify(header)}:`} || coalesce(to_json(${value(findColumn(field) as Column)})::text, 'null')`,
  );
  return sql`'{' || ${join(members, sql` || ',' || `)} || '}'`;
}

const value = ({ value: plain, json, kind }: Column): Sql => json ?? (kind === "moment" ? momentText(plain) : plain);
