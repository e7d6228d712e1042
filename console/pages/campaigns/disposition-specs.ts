import type { DispositionValues } from "../../api/shapes.ts";
import { type Choice, duration, type SpecsOf } from "../../ui/form/field-spec.ts";

const specs = (campaigns: Choice[]): SpecsOf<DispositionValues> => ({
  name: { kind: "text", required: true, label: "Name", help: "What agents choose from." },
  rank: { kind: "number", min: -1_000_000, label: "Place", help: "The lowest number stands first among them." },
  isDefault: { kind: "flag", label: "Chosen beforehand", help: "Of a campaign, one is at most." },
  isDisabled: { kind: "flag", label: "Out of use", help: "Agents are not offered it any more." },
  requireNote: { kind: "flag", label: "Takes a note", help: "An agent has to write one." },
  timeout: {
    kind: "number",
    unit: "seconds",
    label: "Time to choose",
    help: "How long an agent has after the call; 0 for as long as they like.",
  },
  isContact: {
    kind: "flag",
    label: "The person was reached",
    help: "Recorded with the call and told to dialers. It changes nothing for the lead.",
  },
  isSuccess: {
    kind: "flag",
    label: "A success",
    help: "Counted as one. The lead is finished, unless it is dialed again or goes elsewhere.",
  },
  excludeAbandon: {
    kind: "flag",
    label: "Not an abandoned call",
    help: "A call that found no agent free is not counted as abandoned.",
  },
  doNotCall: {
    kind: "flag",
    label: "Do not call",
    help: "Puts all numbers of the lead on the do-not-call list. Goes before all that follows.",
  },
  dncTagLabel: { kind: "text", label: "Tag on the do-not-call list", help: "Made if there is none of that name." },
  isComplete: { kind: "flag", label: "Finish the lead", help: "It is not dialed any more." },
  isRequeued: { kind: "flag", label: "Dial the lead again", help: "Unless the lead is finished." },
  requeueDelay: {
    kind: "number",
    unit: "minutes",
    label: "Wait before that",
    help: "0: at once. For leads that are dialed again or moved.",
  },
  destCampaignId: {
    kind: "choice",
    label: "Move the lead to",
    help: "Another campaign; what comes from here stands in a list of its own there.",
    choices: campaigns,
    none: "stays in its campaign",
  },
  createCopy: { kind: "flag", label: "As a copy", help: "A copy goes there, and the lead stays here." },
  mergeOriginal: {
    kind: "flag",
    label: "A copy takes up its original",
    help: "What comes of a copied lead counts for the lead it was copied from.",
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
    { title: "What then", specs: { doNotCall, dncTagLabel, ...then } },
    { title: "How it counts", specs: { isContact, isSuccess, excludeAbandon } },
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

/** What becomes of a lead that is given it, by the same precedence as when a call ends. */
export function outcomeInWords(one: DispositionValues, campaignName: (id: number) => string): string {
  if (one.doNotCall)
    return `Do not call${one.dncTagLabel ? `, tagged ${one.dncTagLabel}` : ""}: its numbers go on the do-not-call list`;
  const wait = one.requeueDelay === 0 ? "at once" : `after ${duration(one.requeueDelay)}`;
  const to = one.destCampaignId === null ? undefined : campaignName(one.destCampaignId);
  const where = to === undefined ? "" : one.createCopy ? `; a copy goes to ${to}` : `, and moved to ${to}`;
  if (one.isComplete) return `Finished${where}`;
  if (one.isRequeued) return `Dialed again ${wait}${where}`;
  if (to !== undefined && !one.createCopy) return `Moved to ${to}, and dialed there ${wait}`;
  if (one.isSuccess || to !== undefined) return `Finished${where}`;
  return "As the call itself ended";
}
