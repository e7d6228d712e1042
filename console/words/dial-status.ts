import type { LeadDetails } from "../api/shapes.ts";
import { stateLabel } from "../ui/states.tsx";
import { cityOf, clockTime } from "./when.tsx";
import { count } from "./words.ts";

/** Why leads are not dialable, as labels of counts. */
export const reasons: Record<string, string> = {
  campaign: "campaign is off or has ended",
  list: "list isn’t active",
  claimed: "fetched or on a call",
  state: "not ready",
  suppressed: "suppressed",
  stopping: "being stopped by an action",
  reserved: "reserved for an agent",
  maxPasses: "maximum passes reached",
  dialLimit: "dial limit reached",
  doNotCall: "on a do-not-call list",
  notStarted: "campaign hasn’t started",
  nextDialTime: "waiting for next dial time",
  maxDailyPasses: "daily pass limit reached",
  phoneAttempts: "daily calls to number reached",
  numberHeld: "number is on another call",
  window: "outside calling hours",
};

/** Whether a lead can be dialed now and, if not, why and from when, in one sentence. */
export function dialStatusInWords(lead: LeadDetails, agent: (id: number) => string, now = new Date()): string {
  const { dialing, leadTimezone } = lead;
  if (dialing.dialable) return `Dialable now, ${placeOf(dialing.before)} ${lead.campaignName}.`;
  return `Not dialable: ${explainNotDialable(lead, agent, now)}${dialableFrom(dialing.dialableAt, leadTimezone, now)}.`;
}

/** `4th in`; `after more than 1,000 others in` if the server did not count all leads ahead. */
function placeOf(before: LeadDetails["dialing"]["before"]): string {
  if (!before) return "in";
  // Leads that are not dialable at the front of the queue can end the count early. A small lower bound says too little.
  if (!before.exact) return before.count < 100 ? "in" : `after more than ${count(before.count - 1)} others in`;
  const place = before.count + 1;
  return `${count(place)}${ordinals[new Intl.PluralRules("en", { type: "ordinal" }).select(place)]} in`;
}

const ordinals: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };

function explainNotDialable(lead: LeadDetails, agent: (id: number) => string, now: Date): string {
  const { leadTimezone: zone, leadState, campaignName } = lead;
  const holder = lead.callback?.agentId ?? lead.reservedAgentId;
  switch (lead.dialing.reason) {
    case "campaign":
      return `the campaign ${campaignName} is off or has ended`;
    case "list":
      return `its list ${lead.listDesc} isn’t active`;
    case "claimed":
      return leadState === "ACTIVE" ? "it is on a call" : "a dialer or an agent has fetched it";
    case "state":
      return `it is ${stateLabel(leadState).toLowerCase()}`;
    case "suppressed":
      return "it is suppressed";
    case "stopping":
      return "a running action is stopping it";
    case "reserved":
      return holder === null ? "it is reserved for an agent" : `it is reserved for ${agent(holder)}`;
    case "maxPasses":
      return `it has had ${lead.leadPasses} passes, the maximum in ${campaignName}`;
    case "dialLimit":
      return "it has reached its campaign’s maximum dials";
    case "doNotCall":
      return "it is on a do-not-call list";
    case "notStarted":
      return `the campaign ${campaignName} hasn’t started`;
    case "nextDialTime":
      return lead.callback ? "its callback is scheduled for later" : "its next dial time is still ahead";
    case "maxDailyPasses":
      return "it has reached the daily pass limit";
    case "phoneAttempts":
      return "its number has reached the daily call limit";
    case "numberHeld":
      return "number is on another call";
    case "window":
      return `it is ${clockTime(now, zone)} in ${cityOf(zone)}, outside calling hours`;
    default:
      return "the reason is unknown to this version of the console";
  }
}

/** From when the lead can be dialed if only time stands in the way; otherwise empty. */
function dialableFrom(dialableAt: string | null, zone: string, now: Date): string {
  if (!dialableAt) return "";
  const moment = new Date(dialableAt);
  const day = new Intl.DateTimeFormat("en-US", { weekday: "long", timeZone: zone });
  const sameDay =
    now.toLocaleDateString("en-US", { timeZone: zone }) === moment.toLocaleDateString("en-US", { timeZone: zone });
  return `; dialable from ${sameDay ? "" : `${day.format(moment)} `}${clockTime(moment, zone)} in ${cityOf(zone)}`;
}
