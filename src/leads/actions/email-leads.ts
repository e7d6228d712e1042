import Type from "typebox";
import { requireQuota } from "../../accounts/quotas.ts";
import { sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { param } from "../action-params.ts";
import { journal } from "../engine/journal.ts";
import { mailLeads } from "../export/enqueue-export.ts";
import { parseRecipients } from "../export/recipients.ts";
import { leadStates } from "../state.ts";

export default leadAction({
  name: "EMAIL_LEADS",
  summary: "Emails a link to a ZIP archive with the leads as CSV. The link works for 24 hours.",
  words: { label: "Email as a file", verb: "Email", done: "emailed" },
  position: 70,
  confirm: "This sends personal data outside Leadyard.",
  params: Type.Object({
    EMAIL_TO: param(Type.String(), {
      title: "Email addresses",
      description: "Email addresses, separated by commas",
      example: "ann@example.com",
    }),
  }),
  states: leadStates,
  stops: false,
  undoable: "sent mail cannot be recalled",
  touch: "MAILED",
  async accept({ EMAIL_TO }, { tx, scope }) {
    const recipients = parseRecipients(EMAIL_TO);
    await requireQuota(tx, scope.accountId, "exports");
    await requireQuota(tx, scope.accountId, "exportBytes");
    return { recipients };
  },
  plan: ({ recipients }: { recipients: string[] }, run) => ({
    async perform(eligible) {
      const { tx, scope, actionId, requestedBy, now } = run;
      const { mailed } = await tx.one<{ mailed: string[] }>(sql`
        with mailed as (
          select lead.lead_id from lead where ${eligible}
        ), journaled as (
          ${journal(run, { from: sql`mailed` })}
        )
        select array(select lead_id from mailed) as mailed
      `);
      const selection = sql`select unnest(${mailed}::bigint[])`;
      // If no lead matches, no mail is sent rather than one with an empty file.
      if (mailed.length > 0)
        await mailLeads(tx, { accountId: scope.accountId, actionId, recipients, requestedBy, selection, now });
      return { changed: mailed.length };
    },
  }),
});
