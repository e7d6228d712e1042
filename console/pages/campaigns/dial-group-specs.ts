import type { DialGroupValues } from "../../api/shapes.ts";
import type { SpecsOf } from "../../ui/form/field-spec.ts";

const modes = [
  {
    value: "PREDICTIVE",
    label: "Predictive",
    meaning: "Dials ahead of free agents, as fast as the campaigns’ target abandon rates allow.",
  },
  { value: "POWER", label: "Power", meaning: "Dials a fixed number of leads for each free agent." },
  { value: "PREVIEW", label: "Preview", meaning: "Agents fetch leads, review them, and then dial." },
  {
    value: "CLICK_TO_TALK",
    label: "Click to talk",
    meaning: "Agents fetch leads and dial each with a click.",
  },
  {
    value: "TCPA_SAFE_MODE",
    label: "Human-initiated",
    meaning: "A person, the clicker, starts every call with a click.",
  },
];

export const modeLabel = (mode: string) => modes.find(({ value }) => value === mode)?.label ?? mode;

const specs: SpecsOf<DialGroupValues> = {
  dialGroupName: { kind: "text", required: true, label: "Name" },
  dialGroupDesc: { kind: "paragraph", label: "Description", help: "For your team only. It has no effect on dialing." },
  isActive: { kind: "flag", label: "Active", help: "While this is off, none of its campaigns are dialed." },
  dialMode: { kind: "choice", label: "Dialing mode", choices: modes },
  maxLeadsReturned: {
    kind: "number",
    unit: "leads",
    min: 1,
    max: 50,
    label: "Leads per fetch",
    help: "How many leads an agent gets at a time, at most 50.",
  },
  requireFetchedLeadsCalled: {
    kind: "flag",
    label: "Require fetched leads to be called",
    help: "Agents get more leads only after calling the ones they have.",
  },
  enableAgentFilter: {
    kind: "flag",
    label: "Agent filter",
    help: "Stored for clients that set it. A reserved lead always goes only to its agent, whatever this setting is.",
  },
  enableAbsolutePriority: {
    kind: "flag",
    label: "Strict campaign priority",
    help: "Dials a higher-priority campaign to its end before any other. Otherwise, leads marked “dial at once” come first in all campaigns.",
  },
  enableListPriority: {
    kind: "flag",
    label: "List priority",
    help: "Within a campaign, dials higher-priority lists first.",
  },
  enableCallbacksAfterMaxpass: {
    kind: "flag",
    label: "Callbacks beyond maximum passes",
    help: "Makes a scheduled callback even if the lead has reached its maximum passes.",
  },
  enableCallbacksAfterMaxDailyPass: {
    kind: "flag",
    label: "Callbacks beyond the daily pass limit",
    help: "Makes a scheduled callback even if the lead has reached its daily pass limit.",
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

/** The defaults of a new dial group. */
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
