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
  },
  { title: "Queue" },
);
