import Type from "typebox";

const Count = Type.Integer();
const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const Skipped = Type.Array(Type.Object({ reason: Type.String(), count: Count }), {
  description: "Leads that are left unchanged, counted by reason",
});

/** Counts of changed leads the caller should know about. Absent where there are none. */
export const Warnings = Type.Optional(
  Type.Array(Type.Object({ warning: Type.String(), count: Count }), {
    description:
      "Side effects on some of the changed leads, such as a reservation that is cleared, each with the number of leads; absent: none",
  }),
);

/** What an action would do if it ran now. */
export const LeadActionPreview = Type.Object({
  dryRun: Type.Literal(true),
  matched: Type.Integer({
    description: "Leads that match the criteria: those that would be changed plus those skipped",
  }),
  wouldChange: Type.Integer({ description: "Leads that would be changed, copied, emailed, or deleted" }),
  byState: Type.Array(Type.Object({ state: Type.String(), count: Count }), {
    description: "The leads that would be changed, counted by their present state",
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
    { description: "The first ten leads that would be changed" },
  ),
});
