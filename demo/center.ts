import type { SeededRandom } from "../clients/seeded-random.ts";
import type { campaignFields } from "../src/campaigns/campaign-fields.ts";
import type { dialGroupFields } from "../src/campaigns/dial-group-fields.ts";
import type { Values } from "../src/validation/fields.ts";
import type { Schedule } from "./calling-moments.ts";

/** An agent disposition: how often agents choose it, relative to the others, and what it does to the lead. */
export interface Outcome {
  name: string;
  weight: number;
  result: "complete" | "success" | "requeue" | "callback" | "do-not-call";
}

export interface DemoCampaign {
  values: Partial<Values<typeof campaignFields>> & { campaignName: string; maxPasses: number; passDelayMin: number };
  schedule: Schedule;
  /** How many days ago it ended. */
  ended?: number;
  outcomes: readonly Outcome[];
  /** Draws aux_data1 to aux_data5 of a lead. */
  auxiliary(random: SeededRandom): string[];
  lists: readonly { name: string; daysAgo: number; leads: number; immediate?: true; pausedDaysAgo?: number }[];
}

export interface DemoDialGroup {
  values: Partial<Values<typeof dialGroupFields>> & { dialGroupName: string; dialMode: "PREDICTIVE" | "PREVIEW" };
  campaigns: readonly DemoCampaign[];
}

const weekdays = (hours: string) => ({ mon: hours, tue: hours, wed: hours, thu: hours, fri: hours });

function outcomes(success: string, share: number): Outcome[] {
  return [
    { name: success, weight: share, result: "success" },
    { name: "Not interested", weight: 34, result: "complete" },
    { name: "Call back later", weight: 20, result: "callback" },
    { name: "Decision maker not in", weight: 14, result: "requeue" },
    { name: "Wrong number", weight: 9, result: "complete" },
    { name: "Do not call", weight: 6, result: "do-not-call" },
    { name: "Language barrier", weight: 4, result: "complete" },
  ];
}

/** What the demo contact center dials: two dial groups, six campaigns, twelve lists, 20,000 leads. */
export const dialGroups: readonly DemoDialGroup[] = [
  {
    values: {
      dialGroupName: "Outbound Sales",
      dialGroupDesc: "New business, dialed ahead of the agents",
      dialMode: "PREDICTIVE",
      enableListPriority: true,
    },
    campaigns: [
      {
        values: {
          campaignName: "Home Solar Quotes",
          campaignDesc: "People who requested a quote online",
          campaignPriority: 5,
          maxPasses: 6,
          maxDailyPasses: 2,
          passDelayMin: 120,
        },
        schedule: { ...weekdays("09002000"), sat: "10001800", sun: "00000000" },
        outcomes: outcomes("Quote booked", 18),
        auxiliary: (random) => [
          random.pick(["Asphalt shingle", "Metal", "Tile", "Flat"]),
          `${random.int(6, 42) * 10} USD a month`,
          random.pick(["Owner", "Owner", "Owner", "Tenant"]),
          random.pick(["Search", "Social", "Comparison site"]),
          random.pick(["Morning", "Afternoon", "Evening", "Any time"]),
        ],
        lists: [
          { name: "Comparison site", daysAgo: 36, leads: 2600 },
          { name: "Web forms", daysAgo: 9, leads: 1800, immediate: true },
        ],
      },
      {
        values: {
          campaignName: "Fiber Upgrade",
          campaignDesc: "Households where fiber has just become available",
          campaignPriority: 3,
          maxPasses: 4,
          maxDailyPasses: 1,
          passDelayMin: 240,
        },
        schedule: { ...weekdays("08302030"), sat: "09001700", sun: "00000000" },
        outcomes: outcomes("Upgrade ordered", 12),
        auxiliary: (random) => [
          random.pick(["DSL 25", "DSL 50", "Cable 200", "None"]),
          random.pick(["Fiber 300", "Fiber 500", "Fiber 1000"]),
          `${random.int(2, 11)} years`,
          random.pick(["House", "Apartment"]),
          `Area ${random.int(1, 40)}`,
        ],
        lists: [
          { name: "Fiber area, autumn", daysAgo: 28, leads: 3200 },
          { name: "Fiber area, new streets", daysAgo: 5, leads: 2600 },
        ],
      },
      {
        values: {
          campaignName: "Senior Health Plans",
          campaignDesc: "Inquiries about supplementary plans",
          campaignPriority: 4,
          maxPasses: 10,
          maxDialLimit: 5,
          maxDailyPasses: 2,
          passDelayMin: 180,
        },
        schedule: { ...weekdays("10001800"), sat: "00000000", sun: "00000000" },
        outcomes: outcomes("Application started", 15),
        auxiliary: (random) => [
          `Plan ${random.pick(["A", "F", "G", "N"])}`,
          `Born ${random.int(1938, 1960)}`,
          random.pick(["English", "English", "English", "Spanish"]),
          random.pick(["Reply card", "Radio", "Neighbor"]),
          random.pick(["Yes", "No"]),
        ],
        lists: [
          { name: "Reply cards", daysAgo: 21, leads: 2200 },
          { name: "Radio show callers", daysAgo: 2, leads: 1500 },
        ],
      },
    ],
  },
  {
    values: {
      dialGroupName: "Client Care",
      dialGroupDesc: "Existing clients; agents preview each lead, then call",
      dialMode: "PREVIEW",
      maxLeadsReturned: 5,
      enableAgentFilter: true,
      requireFetchedLeadsCalled: true,
    },
    campaigns: [
      {
        values: {
          campaignName: "Policy Renewals",
          campaignDesc: "Policies that expire this quarter or next",
          campaignPriority: 5,
          maxPasses: 8,
          maxDailyPasses: 2,
          passDelayMin: 60,
          dialLoadedOrder: 2,
        },
        schedule: { ...weekdays("08001900"), sat: "09001500", sun: "00000000" },
        outcomes: outcomes("Renewed", 60),
        auxiliary: (random) => [
          random.pick(["Auto", "Home", "Auto and home", "Boat"]),
          `POL-${random.int(100000, 999999)}`,
          `${random.int(32, 290) * 10} USD a year`,
          `${random.int(1, 22)} years a client`,
          random.pick(["No claim", "No claim", "One claim", "Two claims"]),
        ],
        lists: [
          { name: "Renewals due this quarter", daysAgo: 30, leads: 1800 },
          { name: "Renewals due next quarter", daysAgo: 6, leads: 1200 },
        ],
      },
      {
        values: {
          campaignName: "Win Back",
          campaignDesc: "Clients who left",
          campaignPriority: 2,
          maxPasses: 3,
          maxDailyPasses: 1,
          passDelayMin: 1440,
          dialLoadedOrder: 3,
        },
        schedule: { ...weekdays("09002000"), sat: "00000000", sun: "00000000" },
        outcomes: outcomes("Won back", 8),
        auxiliary: (random) => [
          random.pick(["Price", "Service", "Moved", "Unknown"]),
          `${random.int(4, 24)} months ago`,
          `POL-${random.int(100000, 999999)}`,
          random.pick(["Auto", "Home"]),
          random.pick(["10 % off", "20 % off", "First month free"]),
        ],
        lists: [
          { name: "Left within a year", daysAgo: 24, leads: 1200 },
          { name: "Left two years ago", daysAgo: 14, leads: 700, pausedDaysAgo: 4 },
        ],
      },
      {
        values: {
          campaignName: "Trade Fair Follow-up",
          campaignDesc: "Over; kept for the record",
          isActive: 0,
          campaignPriority: 1,
          maxPasses: 5,
          passDelayMin: 480,
        },
        schedule: { ...weekdays("09001730"), sat: "00000000", sun: "00000000" },
        ended: 4,
        outcomes: outcomes("Meeting booked", 22),
        auxiliary: (random) => [
          random.pick(["Hall A", "Hall B", "Hall C"]),
          random.pick(["Owner", "Buyer", "Engineer", "Student"]),
          `${random.pick(["10", "50", "200", "1000"])} employees`,
          random.pick(["Brochure", "Demonstration", "Call"]),
          random.pick(["Hot", "Warm", "Cold"]),
        ],
        lists: [
          { name: "Booth visitors", daysAgo: 40, leads: 700 },
          { name: "Talk attendees", daysAgo: 38, leads: 500 },
        ],
      },
    ],
  },
];

/** Agents by agent group. `dialGroup` is the position of their dial group in `dialGroups`. */
export const agentGroups = [
  {
    name: "Sales Floor",
    agents: [
      "Dana Whitfield",
      "Marcus Bell",
      "Priya Raman",
      "Tomas Rivera",
      "Joelle Carter",
      "Owen Fitzgerald",
      "Keiko Tanaka",
      "Andre Dubois",
    ],
    dialGroup: 0,
  },
  {
    name: "Care Team",
    agents: ["Renata Silva", "Colin Mercer", "Amina Yusuf", "Grace Holloway", "Peter Lindqvist", "Nadia Haddad"],
    dialGroup: 1,
  },
] as const;

/** Agents of the first dial group who also work in the second. */
export const sharedAgents: readonly string[] = ["Joelle Carter", "Owen Fitzgerald"];
