import type { CampaignValues } from "../../api/shapes.ts";
import type { Choice, FieldSpec, SpecsOf } from "../../ui/form/field-spec.ts";
import type { Day } from "./hours/week.ts";

/** What is edited of a campaign: its fields, and the dial group it stands in. */
export type CampaignEdit = CampaignValues & { dialGroupId: number };

// The week and the actions of passes have editors of their own.
type Plain = Omit<CampaignEdit, Day | "passActions">;

export interface CampaignChoices {
  dialGroups: Choice[];
  /** Outcomes of calls and agents' dispositions. */
  outcomes: Choice[];
}

const specs = ({ dialGroups, outcomes }: CampaignChoices): SpecsOf<Plain> => ({
  campaignName: { kind: "text", required: true, label: "Name" },
  campaignDesc: { kind: "paragraph", label: "Description", help: "For people; nothing goes by it." },
  dialGroupId: {
    kind: "choice",
    label: "Dial group",
    help: "Whose agents dial it, and how. Another one moves the campaign with all its leads.",
    choices: dialGroups,
  },
  isActive: {
    kind: "choice",
    label: "Dialing",
    choices: [
      { value: 1, label: "On", meaning: "All its leads that are ready are dialed." },
      { value: 2, label: "Agents’ callbacks only", meaning: "Only callbacks that an agent has promised are dialed." },
      { value: 0, label: "Off", meaning: "Nobody is dialed." },
    ],
  },
  startDate: { kind: "moment", label: "Begins", help: "Nobody is dialed before.", none: "from the start" },
  endDate: { kind: "moment", label: "Ends", help: "Nobody is dialed from then on.", none: "no end" },
  maxPasses: {
    kind: "number",
    unit: "passes",
    label: "Passes in all",
    help: "A lead that was tried so often is not dialed any more.",
  },
  maxPassesExclude: {
    kind: "names",
    label: "Passes that do not count",
    help: "Passes with these outcomes do not use up the passes in all.",
    choices: outcomes,
    none: "every pass counts",
  },
  maxDailyPasses: {
    kind: "limit",
    unit: "passes",
    label: "Passes a day",
    help: "A lead that was tried so often today waits for tomorrow.",
    none: "no limit",
  },
  maxDailyPassesInclude: {
    kind: "names",
    label: "Passes that count for the day",
    help: "Only passes with these outcomes use up the passes a day.",
    choices: outcomes,
    none: "every pass counts",
  },
  maxDialLimit: {
    kind: "limit",
    unit: "dials",
    label: "Dials in all",
    help: "Every dial counts, whatever came of it. A lead that reached the limit ends as “dial limit reached”.",
    none: "no limit",
  },
  passDelayMin: {
    kind: "number",
    unit: "minutes",
    label: "Wait between passes",
    help: "Before a lead that nobody answered for is dialed again.",
  },
  campaignPriority: {
    kind: "choice",
    label: "Priority among campaigns",
    help: "Where a dialer asks for several campaigns at once.",
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
    label: "Order within it",
    help: "Behind callbacks and leads that are to be dialed at once.",
    choices: [
      { value: 0, label: "Fewest passes", meaning: "Among as many passes, the newest list first." },
      { value: 1, label: "Fewest passes, mixed", meaning: "Among as many passes, at random." },
      { value: 2, label: "First loaded first" },
      { value: 3, label: "Last loaded first" },
      { value: 4, label: "The leads’ priority", meaning: "The lowest number first." },
    ],
  },
  targetAbandonRate: {
    kind: "number",
    unit: "percent",
    decimals: true,
    label: "Abandoned calls, at most",
    help: "Of the calls that people answer, how many may find no agent free. A predictive dialer goes as fast as this allows.",
  },
  callerId: {
    kind: "text",
    label: "Caller ID",
    help: "The number that people see when they are called. A lead’s own goes before it.",
  },
  appUrl: {
    kind: "text",
    label: "Page to open",
    help: "Opened for the agent when a call comes in. A lead’s own external URL goes before it.",
  },
  scriptText: { kind: "paragraph", label: "Script", help: "What the agent says." },
  dispositionTimeout: {
    kind: "number",
    unit: "seconds",
    label: "Time for a disposition",
    help: "After that the default disposition is taken, unless it has a time of its own. 0: no limit.",
  },
});

interface Group {
  id: string;
  title: string;
  specs: { [K in keyof Plain]?: FieldSpec };
}

/** The settings by what they decide. */
export function campaignGroups(choices: CampaignChoices): Group[] {
  const { campaignName, campaignDesc, dialGroupId, isActive, startDate, endDate, ...others } = specs(choices);
  const { campaignPriority, dialLoadedOrder, targetAbandonRate, ...more } = others;
  const { callerId, appUrl, scriptText, dispositionTimeout, ...often } = more;
  return [
    { id: "who", title: "Who is dialed", specs: { campaignName, dialGroupId, isActive, campaignDesc } },
    { id: "when", title: "When", specs: { startDate, endDate } },
    { id: "often", title: "How often", specs: often },
    {
      id: "order",
      title: "In which order, and how fast",
      specs: { campaignPriority, dialLoadedOrder, targetAbandonRate },
    },
    { id: "call", title: "During the call", specs: { callerId, appUrl, scriptText, dispositionTimeout } },
  ];
}
