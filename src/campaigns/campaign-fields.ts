import Type, { type Static } from "typebox";
import { CallingWindow, LimitOrOff, Minutes, Moment, Name, Text } from "../validation/field-schemas.ts";
import type { Fields } from "../validation/fields.ts";

const PassNumber = Type.Integer({ minimum: 1, maximum: 1_000_000 });

/** What happens instead of the usual requeue after unanswered passes with certain numbers. */
const PassAction = Type.Object(
  {
    fromPass: PassNumber,
    toPass: PassNumber,
    requeue: Type.Enum(["NONE", "STANDARD", "PRIORITY"], {
      description: "NONE: the lead is complete; PRIORITY: it is dialed before the campaign's other leads",
    }),
    delayMin: Type.Optional({ ...Minutes, description: "in minutes; absent: the campaign's passDelayMin" }),
    isComplete: Type.Optional(Type.Boolean({ description: "true: the lead is complete, regardless of requeue" })),
    destCampaignId: Type.Optional(Type.Integer({ minimum: 1, description: "the campaign the lead moves to" })),
    createCopy: Type.Optional(
      Type.Boolean({ description: "true: a copy moves to destCampaignId, and the lead stays" }),
    ),
  },
  { additionalProperties: false },
);
export type PassAction = Static<typeof PassAction>;

const dispositionNames = (meaning: string) =>
  Type.String({
    maxLength: 10_000,
    description: `names of system dispositions and of the campaign's dispositions, separated by commas: ${meaning}`,
  });

/**
 * The settings of a campaign that the engine acts on. `dialing` is what a change does to waiting leads: `order` empties
 * the dial queue, `eligibility` has it refilled. Settings that only apply to the next pass or claim are `none`.
 */
export const campaignFields = {
  campaignName: { column: "campaign_name", dialing: "none", effect: "label", schema: Name },
  campaignDesc: { column: "campaign_desc", dialing: "none", effect: "label", schema: Text },
  isActive: {
    column: "is_active",
    dialing: "eligibility",
    effect: "acts",
    schema: Type.Integer({ minimum: 0, maximum: 2, description: "0 off, 1 on, 2 agent callbacks only" }),
  },
  campaignPriority: {
    column: "campaign_priority",
    dialing: "order",
    effect: "acts",
    schema: Type.Integer({ minimum: 1, maximum: 5, description: "5 is dialed first" }),
  },
  dialLoadedOrder: {
    column: "dial_loaded_order",
    dialing: "order",
    effect: "acts",
    schema: Type.Integer({
      minimum: 0,
      maximum: 4,
      description:
        "0 fewest passes first, 1 random among leads with equal passes, 2 first loaded first, 3 last loaded first, 4 by lead priority",
    }),
  },
  maxPasses: {
    column: "max_passes",
    dialing: "eligibility",
    effect: "acts",
    schema: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  },
  maxPassesExclude: {
    column: "max_passes_exclude",
    dialing: "none",
    effect: "acts",
    schema: dispositionNames("passes with these do not count toward maxPasses"),
  },
  maxDailyPasses: { column: "max_daily_passes", dialing: "eligibility", effect: "acts", schema: LimitOrOff },
  maxDailyPassesInclude: {
    column: "max_daily_passes_include",
    dialing: "none",
    effect: "acts",
    schema: dispositionNames("only passes with these count toward maxDailyPasses; empty: all passes count"),
  },
  maxDialLimit: { column: "max_dial_limit", dialing: "eligibility", effect: "acts", schema: LimitOrOff },
  // Applied when a pass is recorded, so leads that wait already keep their next dial time.
  passDelayMin: { column: "pass_delay_min", dialing: "none", effect: "acts", schema: Minutes },
  passActions: {
    column: "pass_actions",
    dialing: "none",
    effect: "acts",
    json: true,
    schema: Type.Array(PassAction, {
      maxItems: 100,
      description: "what happens after passes with certain numbers; the first match applies",
    }),
  },
  monSched: { column: "mon_sched", dialing: "eligibility", effect: "acts", schema: CallingWindow },
  tueSched: { column: "tue_sched", dialing: "eligibility", effect: "acts", schema: CallingWindow },
  wedSched: { column: "wed_sched", dialing: "eligibility", effect: "acts", schema: CallingWindow },
  thuSched: { column: "thu_sched", dialing: "eligibility", effect: "acts", schema: CallingWindow },
  friSched: { column: "fri_sched", dialing: "eligibility", effect: "acts", schema: CallingWindow },
  satSched: { column: "sat_sched", dialing: "eligibility", effect: "acts", schema: CallingWindow },
  sunSched: { column: "sun_sched", dialing: "eligibility", effect: "acts", schema: CallingWindow },
  startDate: { column: "start_date", dialing: "eligibility", effect: "acts", schema: Moment, date: true },
  endDate: { column: "end_date", dialing: "eligibility", effect: "acts", schema: Moment, date: true },
  targetAbandonRate: {
    column: "target_abandon_rate",
    dialing: "none",
    effect: "acts",
    schema: Type.Number({ minimum: 0, maximum: 100, description: "percent" }),
  },
  callerId: {
    column: "caller_id",
    dialing: "none",
    effect: "acts",
    schema: Type.Union([
      Type.String({
        maxLength: 255,
        description: "the caller ID shown to the person called, unless the lead has its own",
      }),
      Type.Null(),
    ]),
  },
  appUrl: {
    column: "app_url",
    dialing: "none",
    effect: "acts",
    schema: Type.Union([
      Type.String({
        maxLength: 2000,
        description: "the page opened for the agent on a call, unless the lead has an auxExternalUrl",
      }),
      Type.Null(),
    ]),
  },
  scriptText: {
    column: "script_text",
    dialing: "none",
    effect: "acts",
    schema: Type.String({ maxLength: 10_000, description: "the agents' script, which is part of each claim" }),
  },
  dispositionTimeout: {
    column: "disposition_timeout",
    dialing: "none",
    effect: "acts",
    schema: Type.Integer({
      minimum: 0,
      maximum: 86_400,
      description:
        "seconds after hangup until the default disposition applies, unless that has its own timeout; 0: no limit while the claim is renewed",
    }),
  },
} as const satisfies Fields;
