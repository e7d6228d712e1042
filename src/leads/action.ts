import type { Static, TObject } from "typebox";
import type { Transaction } from "../db/database.ts";
import type { Sql } from "../db/sql.ts";
import type { Criteria } from "./search/criteria.ts";
import type { Scope } from "./search/scope.ts";
import type { LeadState } from "./state.ts";

/** Columns of `lead` that actions change; the journal keeps each before and after. */
export const journaled = [
  "campaign_id",
  "list_id",
  "next_dial_time",
  "last_pass_at",
  "callback_at",
  "callback_agent_id",
  "reserved_agent_id",
  "last_agent_id",
  "lead_state",
  "last_system_disposition",
  "pass_count",
  "daily_pass_count",
  "daily_pass_on",
  "dial_count",
  "suppressed",
  "suppressed_until",
  "suppression_reason",
  "last_agent_disposition",
] as const;
export type Column = (typeof journaled)[number];

/** New values of columns, or expressions over the lead's row as it was. */
export type Change = Partial<Record<Column, string | number | boolean | Date | null | Sql>>;

/** Leads that are left alone, and why. */
export interface Skip {
  reason: string;
  /** A condition on `lead`. */
  when: Sql;
}

/** What whoever asked should know of some of the changed leads. */
export interface Warning {
  warning: string;
  /** A condition on the lead as it was before the change; `before` is the name of that row. */
  when(before: Sql): Sql;
}

/** One action being accepted or carried out: for whom, on what, when. */
export interface Run {
  tx: Transaction;
  scope: Scope;
  actionId: number;
  /** Mail address of who asked. */
  requestedBy: string;
  /** When the action was accepted; the same for all its batches. */
  now: Date;
  criteria: Criteria;
  /** Its leads are so many that it is worked on in batches. */
  bulk: boolean;
  /** The condition on `lead` for the leads at hand: all that the criteria select, or those of one batch. */
  condition: Sql;
}

/** One batch being carried out. */
export interface BatchRun extends Run {
  leadIds: readonly number[];
}

/** How many leads a batch changed, deleted, took a callback from. */
export interface Counts {
  changed: number;
  deleted?: number;
  callbacksDeleted?: number;
}

/** What is done to a batch: columns are set, or something of the action's own. */
export type Plan = {
  /** Leads left alone beside those outside the action's states. */
  skip?: Skip[];
} & (
  | {
      set: Change;
      /** Why a lead is left alone that has these values already: "already paused". */
      already?: string;
      /** Counted among the leads that are changed; one lead may be counted by several. */
      warnings?: Warning[];
      /** Leads may be in this action's journal before their own turn comes. */
      mayBeJournaled?: boolean;
      /** What else belongs to it, once these leads of the batch are changed and journaled. */
      afterwards?(changed: readonly number[]): Promise<void>;
    }
  | {
      /** Acts on the leads that meet `eligible`, a condition on `lead`, and journals them. */
      perform(eligible: Sql): Promise<Counts>;
    }
);

/** What is being taken back, or done again. */
export interface ReversalRun {
  /** The run of the lead action at the root. */
  original: Run;
  /** The action that is undone: that one, or an undo of it. */
  undoneId: number;
}

/** What an action did beside columns, for leads whose columns are put back in the same transaction. */
interface Reversal<Settled extends object> {
  /** Holds what else the undo would take away, until the transaction ends, before `conflicts` looks at it. */
  hold?(run: BatchRun, of: ReversalRun, settled: Settled): Promise<void>;
  /** Leads that have moved on in a way their columns do not show; conditions on `lead` and on `entry`, its journal row. */
  conflicts?(original: Run, settled: Settled): Skip[];
  /** Takes it back for these leads. */
  undo(run: BatchRun, of: ReversalRun, settled: Settled): Promise<void>;
  /** Does it again, when its undo is undone. */
  redo(run: BatchRun, of: ReversalRun, settled: Settled): Promise<void>;
}

/** What the journal of an action says it did to a lead, unless it deleted or copied the lead. */
export type Touch = "CHANGED" | "MAILED";

/**
 * A lead action: its wire name, its parameters, the leads it touches, and what it does to them. Validation, both APIs, the console's forms,
 * previews, and the contract test follow from it.
 */
export interface LeadAction<Params extends TObject = TObject, Settled extends object = Record<string, unknown>> {
  name: string;
  /** One sentence for the reference, the console, and the CLI. */
  summary: string;
  /** How people refer to it: "Pause" in a menu and in the ledger, "Pause" before "12,345 leads", "paused" after them. */
  words: { label: string; verb: string; done: string };
  /** Menus list actions by this number, lowest first: 10 to 90, what operators use most and can undo before what is final. */
  position: number;
  /** Why the console asks for the number of leads to be typed before it runs, however few they are. */
  confirm?: string;
  /** Schema of paramMap. Unknown keys are ignored: RingCX clients send some that mean nothing. See action-params.ts. */
  params: Params;
  /** The states it applies to; leads in others are skipped. */
  states: readonly LeadState[];
  /** States it applies to as well when the criteria name them. */
  statesIfNamed?: readonly LeadState[];
  /** Whether it stops dialing, and so binds from the moment it is accepted. */
  stops: boolean | ((params: Static<Params>) => boolean);
  /** Whether it may make leads dialable, or gives them another place in the dial queue; absent: whether it does not stop dialing. */
  requeues?: true;
  /** Whether its batches must follow each other in the order of lead ids, since one looks at what the others did. */
  inOrder?(settled: Settled): boolean;
  /** True, or why it cannot be undone. */
  undoable: true | string;
  /** Refuses parameters that do not fit the account, and settles what must be the same for all batches. Absent: the parameters as they are. */
  accept?(params: Static<Params>, run: Run): Settled | Promise<Settled>;
  /** The leads it is about, as a condition on `lead`, where these are not the ones that the criteria select. */
  reach?(settled: Settled, scope: Scope): Sql;
  /** CHANGED if absent. */
  touch?: Touch;
  /** The campaigns whose dialers are to read their leads again, which answers report on. */
  refreshes?(settled: Settled): readonly number[];
  /** What to do to a batch; called anew for each. */
  plan(settled: Settled, run: BatchRun): Plan | Promise<Plan>;
  /** Once all batches are done, or it was cancelled. */
  finish?(settled: Settled, run: Run, changed: number): Promise<void>;
  /** How to undo and redo what it does beside setting columns. */
  reversal?: Reversal<Settled>;
}

export function leadAction<Params extends TObject, Settled extends object = Static<Params>>(
  action: LeadAction<Params, Settled>,
): LeadAction {
  // The engine passes each action only what its own accept returned and its own schema checked.
  return action as unknown as LeadAction;
}

export function isLeadAction(unit: unknown): unit is LeadAction {
  return (
    typeof unit === "object" &&
    unit !== null &&
    "name" in unit &&
    "states" in unit &&
    "plan" in unit &&
    "params" in unit
  );
}
