import type { ReactNode } from "react";
import type { Lead } from "../../api/shapes.ts";
import { StateBadge } from "../../ui/states.tsx";
import type { Names } from "../../words/criteria-words.ts";
import { When } from "../../words/when.tsx";
import { fullName, nationalPhone, outcomeOfPass } from "../../words/words.ts";

export interface LeadColumn {
  id: string;
  header: string;
  width: number;
  numeric?: true;
  cell: (lead: Lead, names: Names) => ReactNode;
}

const plain = (id: keyof Lead, header: string, width = 130): LeadColumn => ({
  id,
  header,
  width,
  cell: (lead) => (lead[id] as string | null) ?? "",
});

/** All columns that can be shown. */
export const allColumns: LeadColumn[] = [
  { id: "name", header: "Name", width: 150, cell: fullName },
  {
    id: "phone",
    header: "Phone",
    width: 120,
    cell: ({ leadPhone }) => <span title={leadPhone}>{nationalPhone(leadPhone)}</span>,
  },
  {
    id: "state",
    header: "State",
    width: 165,
    cell: ({ leadState, suppressed }) => <StateBadge state={leadState} suppressed={suppressed} />,
  },
  { id: "campaign", header: "Campaign", width: 150, cell: ({ campaignId }, names) => names.campaign(campaignId) },
  { id: "list", header: "List", width: 180, cell: ({ listId }, names) => names.list(listId) },
  { id: "passes", header: "Passes", width: 56, numeric: true, cell: ({ leadPasses }) => leadPasses },
  {
    id: "lastPass",
    header: "Last pass",
    width: 95,
    cell: ({ lastPass, leadTimezone }) => <When at={lastPass?.at} zone={leadTimezone} />,
  },
  {
    id: "outcome",
    header: "Last outcome",
    width: 130,
    cell: ({ lastPass }) =>
      lastPass?.agentDisposition ?? (lastPass?.systemDisposition ? outcomeOfPass(lastPass.systemDisposition) : ""),
  },
  {
    id: "nextDial",
    header: "Next dial time",
    width: 110,
    cell: ({ nextDialTime, leadTimezone }) => <When at={nextDialTime} zone={leadTimezone} />,
  },
  {
    id: "callback",
    header: "Callback",
    width: 120,
    cell: ({ callback, leadTimezone }) => <When at={callback?.at} zone={leadTimezone} />,
  },
  {
    id: "reserved",
    header: "Reserved for",
    width: 140,
    cell: ({ reservedAgentId }, names) => (reservedAgentId === null ? "" : names.agent(reservedAgentId)),
  },
  plain("externId", "External ID", 120),
  plain("leadTimezone", "Time zone", 150),
  plain("city", "City"),
  { id: "province", header: "State or province", width: 110, cell: ({ state }) => state ?? "" },
  plain("zip", "ZIP", 80),
  plain("email", "Email", 210),
  { id: "loaded", header: "Loaded", width: 110, cell: ({ loadedAt }) => <When at={loadedAt} /> },
  { id: "leadId", header: "Lead ID", width: 90, numeric: true, cell: ({ leadId }) => leadId },
  plain("auxData1", "Aux data 1"),
  plain("auxData2", "Aux data 2"),
  plain("auxData3", "Aux data 3"),
  plain("auxData4", "Aux data 4"),
  plain("auxData5", "Aux data 5"),
];

/** The columns shown if the URL names none. */
export const defaultColumns = ["name", "phone", "state", "campaign", "passes", "lastPass", "outcome"];
