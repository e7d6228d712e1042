import Type from "typebox";

const Count = (description: string) => Type.Integer({ description });

export const QueueResource = Type.Object(
  {
    campaignId: Type.Integer(),
    total: Count("All leads of the campaign: dialableNow plus all counts in notDialable"),
    dialableNow: Count(
      "Leads that a claim would hand out. Leads that share a phone number all count here, but only one of them can be on a call at a time: once one is claimed, the others are numberHeld",
    ),
    laterToday: Count("Blocked only by time, until later today in the account's time zone"),
    tomorrow: Count("Blocked only by time, until tomorrow"),
    later: Count("Blocked only by time, beyond tomorrow"),
    notDialable: Type.Array(
      Type.Object({ reason: Type.String({ description: "The first reason that applies" }), count: Type.Integer() }),
    ),
    zones: Type.Array(
      Type.Object({
        timeZone: Type.String({ description: "IANA name" }),
        dialableNow: Count("Leads in this zone that count in the campaign's dialableNow"),
        outsideHours: Count("Leads not dialable for the reason `window`"),
      }),
      { description: "Time zones of the leads that are dialable now or outside calling hours" },
    ),
  },
  { title: "Queue" },
);
