import Type from "typebox";

const Count = (description: string) => Type.Integer({ description });

export const QueueResource = Type.Object(
  {
    campaignId: Type.Integer(),
    total: Count("All leads: dialableNow and all of notDialable"),
    dialableNow: Count(
      "Leads that claiming would hand out. Here each lead that shares a number with others counts, though only one of them is on a call at a time: once one is claimed, the others are numberHeld",
    ),
    laterToday: Count("Kept by time alone, until later on this day of the account"),
    tomorrow: Count("Kept by time alone, until the next day"),
    later: Count("Kept by time alone, for longer"),
    notDialable: Type.Array(
      Type.Object({ reason: Type.String({ description: "The first that applies" }), count: Type.Integer() }),
    ),
    zones: Type.Array(
      Type.Object({
        timeZone: Type.String({ description: "IANA name" }),
        dialableNow: Count("Counted as dialableNow of the campaign"),
        outsideHours: Count("Not dialable for the reason `window`"),
      }),
      { description: "Where the leads live that are dialable now, or outside of calling hours" },
    ),
  },
  { title: "Queue" },
);
