import Type, { type Static, type TObject } from "typebox";
import type { Transaction } from "../db/database.ts";
import type { Sql } from "../db/sql.ts";
import type { Criteria, Scope } from "./criteria.ts";
import type { LeadState } from "./state.ts";

/** A parameter that is an id. */
export const IdParameter = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

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

/** One run of an action: for whom, on what, when. */
export interface Run {
  tx: Transaction;
  scope: Scope;
  actionId: number;
  /** Mail address of who asked. */
  requestedBy: string;
  now: Date;
  criteria: Criteria;
  /** The condition on `lead` that the criteria make. */
  condition: Sql;
}

/** How many leads an action changed, deleted, took a callback from; `dialerRefreshed` of the refresh alone. */
export interface Counts {
  changed: number;
  deleted?: number;
  callbacksDeleted?: number;
  dialerRefreshed?: boolean;
}

/** What a run will do: set columns, or something of its own. */
export type Plan = {
  /** Leads left alone beside those outside the action's states. */
  skip?: Skip[];
} & (
  | {
      set: Change;
      /** Why a lead is left alone that has these values already: "already paused". */
      already?: string;
      /** What else belongs to it, once the leads are changed and journaled. */
      afterwards?(changed: number): Promise<void>;
    }
  | {
      /** Acts on the leads that meet `eligible`, a condition on `lead`, and journals them. */
      perform(eligible: Sql): Promise<Counts>;
    }
);

/** A lead action: its wire name, its parameters, the leads it touches, and what it does to them. */
export interface LeadAction<Params extends TObject = TObject> {
  name: string;
  /** One sentence for reference, console and CLI. */
  summary: string;
  /** Schema of paramMap. Keys it does not know are ignored, as clients send some that mean nothing. */
  params: Params;
  /** The states it applies to; leads in others are skipped. */
  states: readonly LeadState[];
  /** States it applies to as well when the criteria name them. */
  statesIfNamed?: readonly LeadState[];
  /** Whether it stops dialing, and so binds from the moment it is accepted. */
  stops: boolean | ((params: Static<Params>) => boolean);
  /** True, or why it cannot be undone. */
  undoable: true | string;
  /** Checks the parameters against the account, refuses bad ones, and says what is to be done. */
  plan(params: Static<Params>, run: Run): Plan | Promise<Plan>;
}

export function leadAction<Params extends TObject>(action: LeadAction<Params>): LeadAction {
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
