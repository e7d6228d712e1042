import Type from "typebox";

const Count = (description: string) => Type.Integer({ description });

export const QueueResource = Type.Object(
  {
    campaignId: Type.Integer(),
    total: Count("All leads: dialableNow and all of notDialable"),
    dialableNow: Count("What claiming would hand out"),
    laterToday: Count("Kept by time alone, until later on this day of the account"),
    tomorrow: Count("Kept by time alone, until the next day"),
    later: Count("Kept by time alone, for longer"),
    notDialable: Type.Array(
      Type.Object({ reason: Type.String({ description: "The first that applies" }), count: Type.Integer() }),
    ),
    zones: Type.Array(
      Type.Object({
        timeZone: Type.String({ description: "IANA name" }),
        dialableNow: Type.Integer(),
        outsideHours: Count("Not dialable for the reason `window`"),
      }),
      { description: "Where the leads live that are dialable now, or outside of calling hours" },
    ),
  },
  { title: "Queue" },
);
