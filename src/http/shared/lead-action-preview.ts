import Type from "typebox";

const Count = Type.Integer();
const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const Skipped = Type.Array(Type.Object({ reason: Type.String(), count: Count }), {
  description: "Leads that are left alone, by reason",
});

/** Absent: there are none. */
export const Warnings = Type.Optional(
  Type.Array(Type.Object({ warning: Type.String(), count: Count }), {
    description:
      "What should be known of some of the changed leads, such as a reservation that gave way, and of how many; absent: nothing",
  }),
);

/** What an action would do, were it performed now. */
export const LeadActionPreview = Type.Object({
  dryRun: Type.Literal(true),
  matched: Type.Integer({ description: "Leads the criteria select: those that would be changed, and those skipped" }),
  wouldChange: Type.Integer({ description: "Leads that would be changed, copied, mailed or deleted" }),
  byState: Type.Array(Type.Object({ state: Type.String(), count: Count }), {
    description: "Those that would be changed, by the state they are in",
  }),
  byCampaign: Type.Array(Type.Object({ campaignId: Type.Integer(), campaignName: Type.String(), count: Count })),
  skipped: Skipped,
  warnings: Warnings,
  sample: Type.Array(
    Type.Object({
      leadId: Type.Integer(),
      externId: orNull(Type.String()),
      firstName: orNull(Type.String()),
      lastName: orNull(Type.String()),
      phone: Type.String(),
      leadState: Type.String(),
      campaignId: Type.Integer(),
    }),
    { description: "The first ten that would be changed" },
  ),
});
