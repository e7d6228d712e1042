import Type from "typebox";
import { sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { parseRecipients } from "../export/recipients.ts";
import { mailLeads } from "../export/request.ts";
import { leadStates } from "../state.ts";

export default leadAction({
  name: "EMAIL_LEADS",
  summary: "Mails a link to a ZIP with the leads as CSV; it works for 24 hours.",
  params: Type.Object({
    EMAIL_TO: Type.String({ description: "Mail addresses, separated by commas" }),
  }),
  states: leadStates,
  stops: false,
  undoable: "mail that was sent cannot be called back",
  accept: ({ EMAIL_TO }) => ({ recipients: parseRecipients(EMAIL_TO) }),
  plan: ({ recipients }: { recipients: string[] }, { tx, scope, actionId, requestedBy, now, leadIds }) => ({
    async perform(eligible) {
      const changed = await tx.execute(sql`
        insert into lead_journal (account_id, action_id, lead_id, at)
        select ${scope.accountId}, ${actionId}, lead.lead_id, ${now} from lead where ${eligible}
      `);
      const selection = sql`
        select lead_id from lead_journal
        where account_id = ${scope.accountId} and action_id = ${actionId} and lead_id = any (${leadIds}::bigint[])`;
      // Nobody is mailed an empty file.
      if (changed > 0)
        await mailLeads(tx, { accountId: scope.accountId, actionId, recipients, requestedBy, selection, now });
      return { changed };
    },
  }),
});
