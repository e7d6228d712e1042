import { join, type Sql, sql } from "../../../db/sql.ts";
import type { ExportChoice } from "../export-request.ts";
import { type Column, findColumn } from "./columns.ts";
import { momentText } from "./moment-text.ts";

/** A lead as one line of JSON with the chosen names, null where there is nothing. Put together by hand: json_build_object takes 50 values at most. */
export function jsonLine(chosen: readonly ExportChoice[]): Sql {
  const members = chosen.map(
    ({ field, header }) =>
      sql`${`${JSON.stringify(header)}:`} || coalesce(to_json(${value(findColumn(field) as Column)})::text, 'null')`,
  );
  return sql`'{' || ${join(members, sql` || ',' || `)} || '}'`;
}

const value = ({ value: plain, json, kind }: Column): Sql => json ?? (kind === "moment" ? momentText(plain) : plain);
