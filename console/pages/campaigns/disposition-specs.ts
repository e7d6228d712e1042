import type { DispositionValues } from "../../api/shapes.ts";
import { type Choice, durationInWords, type SpecsOf } from "../../ui/form/field-spec.ts";

const specs = (campaigns: Choice[]): SpecsOf<DispositionValues> => ({
  name: { kind: "text", required: true, label: "Name", help: "Shown to agents." },
  rank: {
    kind: "number",
    min: -1_000_000,
    label: "Rank",
    help: "Position in the agent’s list; the lowest number comes first.",
  },
  isDefault: { kind: "flag", label: "Default", help: "Preselected for the agent. A campaign has at most one default." },
  isDisabled: { kind: "flag", label: "Disabled", help: "Not offered to agents." },
  requireNote: { kind: "flag", label: "Requires a note", help: "The agent must enter a note." },
  timeout: {
    kind: "number",
    unit: "seconds",
    label: "Timeout",
    help: "How long the agent has after the call. 0 means no limit.",
  },
  isContact: {
    kind: "flag",
    label: "Contact",
    help: "The person was reached. Recorded with the call and reported to dialers; it has no effect on the lead.",
  },
  isSuccess: {
    kind: "flag",
    label: "Success",
    help: "Counts as a success. Completes the lead, unless it is dialed again or moved.",
  },
  excludeAbandon: {
    kind: "flag",
    label: "Exclude from abandon rate",
    help: "A call that found no free agent doesn’t count as abandoned.",
  },
  doNotCall: {
    kind: "flag",
    label: "Do not call",
    help: "Puts all of the lead’s numbers on the do-not-call list. Overrides the settings below.",
  },
  dncTagLabel: { kind: "text", label: "Do-not-call tag", help: "Created if it doesn’t exist yet." },
  isComplete: { kind: "flag", label: "Complete the lead", help: "The lead isn’t dialed again." },
  isRequeued: { kind: "flag", label: "Dial the lead again", help: "Requeues the lead, unless it is completed." },
  requeueDelay: {
    kind: "number",
    unit: "minutes",
    label: "Requeue delay",
    help: "For leads that are dialed again or moved. 0 means immediately.",
  },
  destCampaignId: {
    kind: "choice",
    label: "Move the lead to",
    help: "In the other campaign, leads from here go into a list of their own.",
    choices: campaigns,
    none: "don’t move",
  },
  createCopy: { kind: "flag", label: "Copy instead", help: "Creates a copy there; the lead stays here." },
  mergeOriginal: {
    kind: "flag",
    label: "Apply to the original",
    help: "If the lead is a copy, its outcome also applies to the lead it was copied from.",
  },
});

export function dispositionGroups(campaigns: Choice[]) {
  const {
    name,
    rank,
    isDefault,
    isDisabled,
    requireNote,
    timeout,
    isContact,
    isSuccess,
    excludeAbandon,
    doNotCall,
    dncTagLabel,
    ...then
  } = specs(campaigns);
  return [
    { specs: { name } },
    { title: "What happens to the lead", specs: { doNotCall, dncTagLabel, ...then } },
    { title: "Reporting", specs: { isContact, isSuccess, excludeAbandon } },
    { title: "For the agent", specs: { rank, isDefault, isDisabled, requireNote, timeout } },
  ];
}

export const newDisposition: DispositionValues = {
  name: "",
  rank: 0,
  isDefault: false,
  isDisabled: false,
  requireNote: false,
  timeout: 0,
  isContact: true,
  isSuccess: false,
  excludeAbandon: false,
  doNotCall: false,
  dncTagLabel: null,
  isComplete: false,
  isRequeued: false,
  requeueDelay: 0,
  destCampaignId: null,
  createCopy: false,
  mergeOriginal: false,
};

/** What this disposition does to a lead. The order of the checks is the server's order when a call ends. */
export function outcomeInWords(one: DispositionValues, campaignName: (id: number) => string): string {
  if (one.doNotCall)
    return `Do not call${one.dncTagLabel ? `, tagged ${one.dncTagLabel}` : ""}: its numbers go on the do-not-call list`;
  const wait = one.requeueDelay === 0 ? "immediately" : `after ${durationInWords(one.requeueDelay)}`;
  const to = one.destCampaignId === null ? undefined : campaignName(one.destCampaignId);
  const where = to === undefined ? "" : one.createCopy ? `; a copy goes to ${to}` : ` and moved to ${to}`;
  if (one.isComplete) return `Completed${where}`;
  if (one.isRequeued) return `Dialed again ${wait}${where}`;
  if (to !== undefined && !one.createCopy) return `Moved to ${to} and dialed there ${wait}`;
  if (one.isSuccess || to !== undefined) return `Completed${where}`;
  return "Depends on how the call ended";
}
