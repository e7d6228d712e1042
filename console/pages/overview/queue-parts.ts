import type { Campaign, Criteria, LeadState, List, Queue } from "../../api/shapes.ts";
import type { Part } from "../../ui/states.tsx";
import { reasons } from "../../words/dial-status.ts";
import { searchOf } from "../leads/criteria-in-url.ts";

const open: LeadState[] = ["READY", "CALLBACK", "AGENT-CALLBACK", "PENDING-CALLBACK"];
const engaged: LeadState[] = ["PENDING", "ACTIVE", "PENDING-HCI"];
const closed: LeadState[] = [
  "PAUSED",
  "CANCELLED",
  "CALLBACK-CANCELLED",
  "COMPLETE",
  "TRANSITIONED",
  "MAX-DIAL-LIMIT",
  "INTERCEPT",
  "DISCONNECTED",
  "DO-NOT-CALL",
  "PENDING-ERR",
  "WHITELIST",
];

// The order is fixed, reasons that pass with time first, so that parts don't swap places when their counts change.
const byTime = ["window", "nextDialTime", "phoneAttempts", "maxDailyPasses", "notStarted"];
const order = [...byTime, ...Object.keys(reasons).filter((reason) => !byTime.includes(reason))];
const families: Record<string, Part["family"]> = {
  nextDialTime: "appointed",
  claimed: "engaged",
  numberHeld: "engaged",
  reserved: "appointed",
  doNotCall: "marked",
  state: "ended",
  maxPasses: "ended",
  dialLimit: "ended",
};

/** A campaign's leads by dial status. Each part links to the search that comes closest to it. */
export function partsOf(queue: Queue, campaign: Campaign, lists: List[], now: Date): Part[] {
  const link = (reason: string) => {
    const criteria = criteriaFor(reason, queue, campaign, lists, now);
    return criteria && searchOf({ campaignIds: [campaign.campaignId], ...criteria });
  };
  const sorted = queue.notDialable.toSorted((a, b) => order.indexOf(a.reason) - order.indexOf(b.reason));
  return [
    { key: "now", label: "dialable now", count: queue.dialableNow, family: "ready", leads: link("now") },
    ...sorted.map(
      ({ reason, count }): Part => ({
        key: reason,
        label: reasons[reason] ?? reason,
        count,
        family: families[reason] ?? (byTime.includes(reason) ? "engaged" : "stopped"),
        hatched: reason === "suppressed" || reason === "maxPasses" || byTime.includes(reason),
        leads: link(reason),
      }),
    ),
  ];
}

/** The criteria that find leads with this reason; undefined if no search can express it. */
function criteriaFor(
  reason: string,
  { zones }: Queue,
  { campaignId, maxPasses }: Campaign,
  lists: List[],
  now: Date,
): Criteria | undefined {
  const waiting: Criteria = { leadStates: open, suppressed: "ONLY_UNSUPPRESSED" };
  const fresh = { leadPassesCriteria: { operator: "LESS_THAN", value: maxPasses } } as const;
  const moment = new Date(Math.floor(now.getTime() / 60_000) * 60_000).toISOString();
  const due = { nextDialTimeCriteria: { operator: "LESS_THAN", value: moment } } as const;
  const named = (some: Queue["zones"]) => ({ leadTimezones: some.map(({ timeZone }) => ({ name: timeZone })) });
  switch (reason) {
    case "now":
      return { ...waiting, ...fresh, ...due, ...named(zones.filter(({ dialableNow }) => dialableNow > 0)) };
    case "window":
      return { ...waiting, ...fresh, ...due, ...named(zones.filter(({ outsideHours }) => outsideHours > 0)) };
    case "nextDialTime":
      return { ...waiting, ...fresh, nextDialTimeCriteria: { operator: "GREATER_THAN", value: moment } };
    case "maxPasses":
      return { ...waiting, leadPassesCriteria: { operator: "GREATER_THAN", value: maxPasses - 1 } };
    case "suppressed":
      return { leadStates: open, suppressed: "ONLY_SUPPRESSED" };
    case "state":
      return { leadStates: closed };
    case "claimed":
      return { leadStates: engaged };
    case "campaign":
    case "notStarted":
      return {};
    case "list": {
      const off = lists.filter((list) => list.campaignId === campaignId && list.listState !== "ACTIVE");
      return off.length > 0 ? { listIds: off.map(({ listId }) => listId) } : undefined;
    }
    default:
      return undefined;
  }
}
