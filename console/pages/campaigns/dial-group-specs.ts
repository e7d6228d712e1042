import type { DialGroupValues } from "../../api/shapes.ts";
import type { SpecsOf } from "../../ui/form/field-spec.ts";

const modes = [
  {
    value: "PREDICTIVE",
    label: "Predictive",
    meaning: "The dialer dials ahead of free agents, as fast as the campaigns’ abandon rates allow.",
  },
  { value: "POWER", label: "Power", meaning: "The dialer dials a fixed number of leads for each free agent." },
  { value: "PREVIEW", label: "Preview", meaning: "An agent fetches leads, looks at them, and has them dialed." },
  {
    value: "CLICK_TO_TALK",
    label: "Click to talk",
    meaning: "An agent fetches leads, and has each dialed by a click.",
  },
  {
    value: "TCPA_SAFE_MODE",
    label: "Human-initiated",
    meaning: "Every call is begun by a click of a person: the agents who click.",
  },
];

export const modeLabel = (mode: string) => modes.find(({ value }) => value === mode)?.label ?? mode;

const specs: SpecsOf<DialGroupValues> = {
  dialGroupName: { kind: "text", required: true, label: "Name" },
  dialGroupDesc: { kind: "paragraph", label: "Description", help: "For people; nothing goes by it." },
  isActive: { kind: "flag", label: "On", help: "Off: none of its campaigns is dialed." },
  dialMode: { kind: "choice", label: "How it dials", choices: modes },
  maxLeadsReturned: {
    kind: "number",
    unit: "leads",
    min: 1,
    max: 50,
    label: "Leads at once",
    help: "How many an agent fetches at once, 50 at most.",
  },
  requireFetchedLeadsCalled: {
    kind: "flag",
    label: "Fetched leads must be called",
    help: "An agent gets no more leads before those they have are called.",
  },
  enableAgentFilter: {
    kind: "flag",
    label: "Only own leads",
    help: "Kept for clients that set it. A reserved lead goes to its agent alone, whatever this says.",
  },
  enableAbsolutePriority: {
    kind: "flag",
    label: "Campaigns strictly by priority",
    help: "A campaign of higher priority is dialed to its end before others. Otherwise leads to be dialed at once come first from all.",
  },
  enableListPriority: {
    kind: "flag",
    label: "Lists by priority",
    help: "Within a campaign, lists of higher priority are dialed first.",
  },
  enableCallbacksAfterMaxpass: {
    kind: "flag",
    label: "Callbacks beyond the passes in all",
    help: "A callback that was promised is kept, though the lead’s passes are used up.",
  },
  enableCallbacksAfterMaxDailyPass: {
    kind: "flag",
    label: "Callbacks beyond the passes of the day",
    help: "A callback that was promised is kept, though the day’s passes are used up.",
  },
};

const { dialGroupName, dialGroupDesc, isActive, dialMode, maxLeadsReturned, requireFetchedLeadsCalled, ...others } =
  specs;
const { enableAgentFilter, enableAbsolutePriority, enableListPriority, ...callbacks } = others;

export const dialGroupSpecs = [
  { specs: { dialGroupName, isActive, dialMode, dialGroupDesc } },
  { title: "Agents who fetch leads", specs: { maxLeadsReturned, requireFetchedLeadsCalled, enableAgentFilter } },
  { title: "Order", specs: { enableAbsolutePriority, enableListPriority } },
  { title: "Callbacks", specs: callbacks },
];

/** What a new dial group is unless it is told otherwise. */
export const newDialGroup: DialGroupValues = {
  dialGroupName: "",
  dialGroupDesc: "",
  isActive: true,
  dialMode: "PREDICTIVE",
  maxLeadsReturned: 1,
  requireFetchedLeadsCalled: false,
  enableAgentFilter: false,
  enableAbsolutePriority: false,
  enableListPriority: false,
  enableCallbacksAfterMaxpass: true,
  enableCallbacksAfterMaxDailyPass: false,
};
