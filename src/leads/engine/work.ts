import type { Sql } from "../../db/sql.ts";
import type { Outcome } from "./carry-out.ts";

/** What all batches came to. */
export type Total = Outcome & { matched: number };

/** What a recorded action has to do, made out anew from its record by whoever carries it on. */
export interface Work {
  /** A query for the ids of its leads, one column `lead_id`, in no order. */
  selection: Sql;
  /** Where its batches are given: a query for batch_number and lead_ids. */
  batches?: Sql;
  inOrder: boolean;
  /** Whether leads, or copies of them, may be dialable after it that were not before, or in another place. */
  requeues: boolean;
  batch(leadIds: readonly number[], batchNumber: number): Promise<Outcome>;
  /** Once the last batch is done, or it was cancelled. */
  finish(total: Total): Promise<void>;
}
