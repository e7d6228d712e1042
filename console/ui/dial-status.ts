import type { LeadDetails } from "../api/shapes.ts";
import { stateLabel } from "./states.tsx";
import { cityOf, clockTime } from "./when.tsx";
import { count } from "./words.ts";

/** Why leads are not dialable, over figures of many. */
export const reasons: Record<string, string> = {
  campaign: "campaign is off or over",
  list: "list is off",
  claimed: "fetched or on a call",
  state: "state is not ready",
  suppressed: "suppressed",
  stopping: "being stopped",
  reserved: "reserved for an agent",
  maxPasses: "passes used up",
  dialLimit: "dial limit reached",
  doNotCall: "on a do-not-call list",
  notStarted: "campaign has not begun",
  nextDialTime: "next dial time to come",
  maxDailyPasses: "passes of the day used up",
  phoneAttempts: "number dialed often enough today",
  numberHeld: "its number is on another call",
  window: "outside calling hours",
};

/** Whether a lead is dialed now, and if not, why, in one sentence. */
export function standingOf(lead: LeadDetails, agent: (id: number) => string, now = new Date()): string {
  const { dialing, leadTimezone } = lead;
  if (dialing.dialable) return `Dialable now, ${placeOf(dialing.before)} ${lead.campaignName}.`;
  return `Not dialable: ${whyNot(lead, agent, now)}${then(dialing.dialableAt, leadTimezone, now)}.`;
}

/** `4th in`; where nobody has counted that far, `after more than 1,000 others in`. */
function placeOf(before: LeadDetails["dialing"]["before"]): string {
  if (!before) return "in";
  // Whose front is taken up by leads that are not dialable is not counted far enough to be worth a word.
  if (!before.exact) return before.count < 100 ? "in" : `after more than ${count(before.count - 1)} others in`;
  const place = before.count + 1;
  return `${count(place)}${ordinals[new Intl.PluralRules("en", { type: "ordinal" }).select(place)]} in`;
}

const ordinals: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };

function whyNot(lead: LeadDetails, agent: (id: number) => string, now: Date): string {
  const { leadTimezone: zone, leadState, campaignName } = lead;
  const holder = lead.callback?.agentId ?? lead.reservedAgentId;
  switch (lead.dialing.reason) {
    case "campaign":
      return `the campaign ${campaignName} is off or over`;
    case "list":
      return `its list ${lead.listDesc} is off`;
    case "claimed":
      return leadState === "ACTIVE" ? "it is on a call" : "a dialer or an agent has fetched it";
    case "state":
      return `it is ${stateLabel(leadState).toLowerCase()}`;
    case "suppressed":
      return "it is suppressed";
    case "stopping":
      return "an action that stops it is under way";
    case "reserved":
      return holder === null ? "it is reserved for an agent" : `it is reserved for ${agent(holder)}`;
    case "maxPasses":
      return `its ${lead.leadPasses} passes are all that ${campaignName} gives it`;
    case "dialLimit":
      return "it was dialed as often as its campaign allows";
    case "doNotCall":
      return "it is on a do-not-call list";
    case "notStarted":
      return `the campaign ${campaignName} has not begun`;
    case "nextDialTime":
      return lead.callback ? "its callback is yet to come" : "its next dial time is yet to come";
    case "maxDailyPasses":
      return "its passes of the day are used up";
    case "phoneAttempts":
      return "its number was dialed often enough today";
    case "numberHeld":
      return "its number is on another call";
    case "window":
      return `it is ${clockTime(now, zone)} in ${cityOf(zone)}, outside calling hours`;
    default:
      return "for a reason this console does not know";
  }
}

/** When time alone will have made it dialable. */
function then(dialableAt: string | null, zone: string, now: Date): string {
  if (!dialableAt) return "";
  const moment = new Date(dialableAt);
  const day = new Intl.DateTimeFormat("en-US", { weekday: "long", timeZone: zone });
  const sameDay =
    now.toLocaleDateString("en-US", { timeZone: zone }) === moment.toLocaleDateString("en-US", { timeZone: zone });
  return `; dialable from ${sameDay ? "" : `${day.format(moment)} `}${clockTime(moment, zone)} in ${cityOf(zone)}`;
}
