import { type Sql, sql } from "./sql.ts";

/** A page of a list; without `maxRows`, the whole list. */
export interface Page {
  /** 1-based. */
  page?: number | undefined;
  maxRows?: number | undefined;
}

/** The `limit` and `offset` of a page. */
export function limitTo({ page = 1, maxRows }: Page): Sql {
  return sql`limit ${maxRows ?? null}::bigint offset ${(page - 1) * (maxRows ?? 0)}::bigint`;
}
