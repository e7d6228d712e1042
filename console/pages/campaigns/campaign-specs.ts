import type { CampaignValues } from "../../api/shapes.ts";
import type { Choice, FieldSpec, SpecsOf } from "../../ui/form/field-spec.ts";
import type { Day } from "./hours/week.ts";

/** The editable fields of a campaign, with its dial group. */
export type CampaignEdit = CampaignValues & { dialGroupId: number };

// Calling hours and pass actions have their own editors.
type Plain = Omit<CampaignEdit, Day | "passActions">;

export interface CampaignChoices {
  dialGroups: Choice[];
  /** System dispositions, and the campaign's own dispositions. */
  outcomes: Choice[];
}

const specs = ({ dialGroups, outcomes }: CampaignChoices): SpecsOf<Plain> => ({
  campaignName: { kind: "text", required: true, label: "Name" },
  campaignDesc: { kind: "paragraph", label: "Description", help: "For your team only. It has no effect on dialing." },
  dialGroupId: {
    kind: "choice",
    label: "Dial group",
    help: "Decides which agents dial the campaign, and the dialing mode. Changing it moves the campaign with all its leads.",
    choices: dialGroups,
  },
  isActive: {
    kind: "choice",
    label: "Dialing",
    choices: [
      { value: 1, label: "On", meaning: "All ready leads are dialed." },
      { value: 2, label: "Agents’ callbacks only", meaning: "Only callbacks with an agent are dialed." },
      { value: 0, label: "Off", meaning: "No leads are dialed." },
    ],
  },
  startDate: { kind: "moment", label: "Start", help: "No leads are dialed before this time.", none: "no start date" },
  endDate: { kind: "moment", label: "End", help: "No leads are dialed from this time on.", none: "no end date" },
  maxPasses: {
    kind: "number",
    unit: "passes",
    label: "Maximum passes",
    help: "Stop dialing a lead after this many passes.",
  },
  maxPassesExclude: {
    kind: "names",
    label: "Passes that don’t count",
    help: "Passes with these dispositions don’t count toward the maximum.",
    choices: outcomes,
    none: "every pass counts",
  },
  maxDailyPasses: {
    kind: "limit",
    unit: "passes",
    label: "Daily pass limit",
    help: "After this many passes in a day, a lead waits until the next day.",
    none: "no limit",
  },
  maxDailyPassesInclude: {
    kind: "names",
    label: "Passes that count toward the daily limit",
    help: "Only passes with these dispositions count.",
    choices: outcomes,
    none: "every pass counts",
  },
  maxDialLimit: {
    kind: "limit",
    unit: "dials",
    label: "Maximum dials",
    help: "Every dial counts, whatever its outcome. A lead at the limit ends in the state “Dial limit reached”.",
    none: "no limit",
  },
  passDelayMin: {
    kind: "number",
    unit: "minutes",
    label: "Time between passes",
    help: "How long an unanswered lead waits before it is dialed again.",
  },
  campaignPriority: {
    kind: "choice",
    label: "Campaign priority",
    help: "Which campaign goes first when a dialer requests leads from several at once.",
    choices: [
      { value: 5, label: "5, dialed first" },
      { value: 4, label: "4" },
      { value: 3, label: "3" },
      { value: 2, label: "2" },
      { value: 1, label: "1, dialed last" },
    ],
  },
  dialLoadedOrder: {
    kind: "choice",
    label: "Dial order",
    help: "Callbacks and leads marked “dial at once” always come first.",
    choices: [
      { value: 0, label: "Fewest passes", meaning: "Leads with equal passes: newest list first." },
      { value: 1, label: "Fewest passes, shuffled", meaning: "Leads with equal passes: in random order." },
      { value: 2, label: "Oldest first" },
      { value: 3, label: "Newest first" },
      { value: 4, label: "Lead priority", meaning: "Lowest number first." },
    ],
  },
  targetAbandonRate: {
    kind: "number",
    unit: "percent",
    decimals: true,
    label: "Target abandon rate",
    help: "The share of answered calls that may find no free agent. Predictive dialing goes as fast as this allows.",
  },
  callerId: {
    kind: "text",
    label: "Caller ID",
    help: "The number shown to the people you call. A lead’s own caller ID overrides it.",
  },
  appUrl: {
    kind: "text",
    label: "Screen-pop URL",
    help: "Opens for the agent when a call connects. A lead’s own external URL overrides it.",
  },
  scriptText: { kind: "paragraph", label: "Script", help: "Shown to the agent during the call." },
  dispositionTimeout: {
    kind: "number",
    unit: "seconds",
    label: "Disposition timeout",
    help: "After this time the default disposition is used, unless it has its own timeout. 0 means no limit.",
  },
});

interface Group {
  id: string;
  title: string;
  specs: { [K in keyof Plain]?: FieldSpec };
}

/** The settings, grouped by what they control. */
export function campaignGroups(choices: CampaignChoices): Group[] {
  const { campaignName, campaignDesc, dialGroupId, isActive, startDate, endDate, ...others } = specs(choices);
  const { campaignPriority, dialLoadedOrder, targetAbandonRate, ...more } = others;
  const { callerId, appUrl, scriptText, dispositionTimeout, ...often } = more;
  return [
    { id: "who", title: "General", specs: { campaignName, dialGroupId, isActive, campaignDesc } },
    { id: "when", title: "Schedule", specs: { startDate, endDate } },
    { id: "often", title: "Attempts", specs: often },
    {
      id: "order",
      title: "Order and pacing",
      specs: { campaignPriority, dialLoadedOrder, targetAbandonRate },
    },
    { id: "call", title: "During the call", specs: { callerId, appUrl, scriptText, dispositionTimeout } },
  ];
}
