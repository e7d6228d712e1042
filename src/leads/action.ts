import type { Static, TObject } from "typebox";
import type { Transaction } from "../db/database.ts";
import type { Sql } from "../db/sql.ts";
import type { Criteria } from "./search/criteria.ts";
import type { Scope } from "./search/scope.ts";
import type { LeadState } from "./state.ts";

/**
 * Columns of `lead` that actions can set. The journal keeps each before and after: a new one needs a migration that
 * adds `X_before` and `X_after` to lead_journal, and `X_before`, `X_after`, and `X_after_each` to journal_batch, as
 * 0015 does.
 */
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

/** Leads that the action skips, and why. */
export interface Skip {
  reason: string;
  /** A condition on `lead`. */
  when: Sql;
}

/** What the requester should know about some of the changed leads. */
export interface Warning {
  warning: string;
  /** A condition on the lead before the change; `before` names that row. */
  when(before: Sql): Sql;
}

/** The context in which an action is accepted or runs. */
export interface Run {
  tx: Transaction;
  scope: Scope;
  actionId: number;
  /** Email address of the requester. */
  requestedBy: string;
  /** When the action was accepted; the same for all its batches. */
  now: Date;
  criteria: Criteria;
  /** The outcome of a call causes it. No quota refuses it, since outcomes are never lost. */
  afterCall?: true | undefined;
  /** Whether it has so many leads that it runs in batches. */
  bulk: boolean;
  /** A condition on `lead`: all leads that the criteria select, or those of one batch. */
  condition: Sql;
}

/** The context of one batch. */
export interface BatchRun extends Run {
  leadIds: readonly number[];
}

/** How many leads a batch changed and deleted, and how many lost their callback. */
export interface Counts {
  changed: number;
  deleted?: number;
  callbacksDeleted?: number;
}

/** What to do to a batch: set columns, or run the action's own statements. */
export type Plan = {
  /** Leads to skip in addition to those outside the action's states. */
  skip?: Skip[];
} & (
  | {
      set: Change;
      /** Why a lead that already has these values is skipped: "already paused". */
      already?: string;
      /** Each counts some of the changed leads; a lead may count in several. */
      warnings?: Warning[];
      /** An earlier batch may already have journaled the lead, for example as another's original. */
      mayBeJournaled?: boolean;
      /** Runs after these leads of the batch are changed and journaled. */
      afterwards?(changed: readonly number[]): Promise<void>;
    }
  | {
      /** Changes the leads that meet `eligible`, a condition on `lead`, and journals them. */
      perform(eligible: Sql): Promise<Counts>;
    }
);

/** What is being undone or redone. */
export interface ReversalRun {
  /** The context of the original action. */
  original: Run;
  /** The action that is undone: the original, or an undo of it. */
  undoneId: number;
}

/** How to reverse what an action did besides setting columns. The same transaction restores the columns. */
interface Reversal<Inputs extends object> {
  /** Locks whatever else the undo would remove, before `conflicts` reads it. */
  hold?(run: BatchRun, of: ReversalRun, settled: Inputs): Promise<void>;
  /** Leads that changed since in a way their columns do not show; conditions on `lead` and `entry`, its journal row. */
  conflicts?(original: Run, settled: Inputs): Skip[];
  /** Reverses it for these leads. */
  undo(run: BatchRun, of: ReversalRun, settled: Inputs): Promise<void>;
  /** Repeats it, when its undo is undone. */
  redo(run: BatchRun, of: ReversalRun, settled: Inputs): Promise<void>;
}

/** What the action did to a lead in its journal, unless it deleted or copied the lead. */
export type Touch = "CHANGED" | "MAILED";

/**
 * A lead action: its wire name, its parameters, the leads it changes, and what it does to them. Validation, both APIs,
 * the console's forms, previews, and the contract test follow from it.
 */
export interface LeadAction<Params extends TObject = TObject, Inputs extends object = Record<string, unknown>> {
  name: string;
  /** One sentence for the reference, the console, and the CLI. */
  summary: string;
  /** `label` in menus and lists; `verb` as in "Pause 12,345 leads"; `done` as in "12,345 leads paused". */
  words: { label: string; verb: string; done: string };
  /** Its place in menus, 10 to 90, lowest first: what operators use most comes first, what is final comes last. */
  position: number;
  /** Why the console has the user type the number of leads before it runs, however few they are. */
  confirm?: string;
  /** Schema of paramMap. Unknown keys are ignored: RingCX clients send some that mean nothing. See action-params.ts. */
  params: Params;
  /** The states it applies to; leads in others are skipped. */
  states: readonly LeadState[];
  /** States it also applies to if the criteria name them. */
  statesIfNamed?: readonly LeadState[];
  /** Whether it stops dialing. If so, claims skip its leads from the moment it is accepted. */
  stops: boolean | ((params: Static<Params>) => boolean);
  /** Whether it may make leads dialable or move them within the dial queue. Absent: yes, unless it stops dialing. */
  requeues?: true;
  /** Whether its batches must run one after the other by lead id, because each reads what the others did. */
  inOrder?(settled: Inputs): boolean;
  /** True, or why it cannot be undone. */
  undoable: true | string;
  /** Refuses parameters that do not fit the account, and fixes what batches share. Absent: the parameters as given. */
  accept?(params: Static<Params>, run: Run): Inputs | Promise<Inputs>;
  /** Its leads, as a condition on `lead`, if they are not the ones that the criteria select. */
  reach?(settled: Inputs, scope: Scope): Sql;
  /** CHANGED if absent. */
  touch?: Touch;
  /** The campaigns whose dialers should fetch their leads again; answers report on them. */
  refreshes?(settled: Inputs): readonly number[];
  /** What to do to a batch. Called for each. */
  plan(settled: Inputs, run: BatchRun): Plan | Promise<Plan>;
  /** Runs after the last batch, also when the action was canceled. */
  finish?(settled: Inputs, run: Run, changed: number): Promise<void>;
  /** How to undo and redo what it does besides setting columns. */
  reversal?: Reversal<Inputs>;
}

export function leadAction<Params extends TObject, Inputs extends object = Static<Params>>(
  action: LeadAction<Params, Inputs>,
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
