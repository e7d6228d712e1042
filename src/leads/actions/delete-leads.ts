import Type from "typebox";
import { identifier, sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { eraseTexts } from "../engine/erase-texts.ts";
import { journal } from "../engine/journal.ts";
import { withdrawFromExports } from "../export/withdraw.ts";
import { forgetRows } from "../files/forget-rows.ts";
import { leadStates } from "../state.ts";

interface DeletedLead {
  deleted: number;
  callbacksDeleted: number;
  leadIds: string[];
  loadIds: string[];
  phones: string[];
}

const journaledColumns = ["campaign_id", "list_id", "lead_state", "suppressed", "pass_count", "callback_at"] as const;

export default leadAction({
  name: "DELETE_LEADS",
  summary: "Deletes leads and all personal data about them; call records stay.",
  words: { label: "Delete", verb: "Delete", done: "deleted" },
  position: 90,
  confirm: "Deleted leads are gone for good.",
  params: Type.Object({}),
  states: leadStates,
  stops: true,
  undoable: "deleted data is gone for good",
  plan: (_settled, run) => ({
    async perform(eligible) {
      const { tx, scope, now } = run;
      const { deleted, callbacksDeleted, leadIds, loadIds, phones } = await tx.one<DeletedLead>(sql`
        with deleted as (
          delete from lead where ${eligible}
          returning lead_id, campaign_id, list_id, lead_state, suppressed, pass_count, callback_at
        ), contacts as (
          delete from contact using deleted
          where contact.account_id = ${scope.accountId} and contact.lead_id = deleted.lead_id
          returning contact.phone, contact.load_id
        ), phones as (
          delete from lead_phone using deleted where lead_phone.account_id = ${scope.accountId} and lead_phone.lead_id = deleted.lead_id
          returning lead_phone.phone
        ), edits as (
          -- The history keeps who changed which fields and when, but no values.
          update lead_edit
          set before = '{}', after = (select jsonb_object_agg(field, null) from jsonb_object_keys(lead_edit.after) as field)
          from deleted
          where lead_edit.account_id = ${scope.accountId} and lead_edit.lead_id = deleted.lead_id
        ), notes as (
          update pass set agent_notes = null
          from deleted
          where pass.account_id = ${scope.accountId} and pass.lead_id = deleted.lead_id and pass.agent_notes is not null
        ), gone as (
          select deleted.*, contact.load_id
          from deleted
          -- Reads the table as it was before this statement. Joining the part contacts instead would compare every row
          -- with every other: a part of a statement has no index.
          join contact on contact.account_id = ${scope.accountId} and contact.lead_id = deleted.lead_id
        ), journaled as (
          ${journal(run, {
            from: sql`gone`,
            images: journaledColumns.map((column) => ({ column, before: identifier(column) })),
            deleted: true,
            loadId: sql`load_id`,
          })}
        )
        select count(*) as deleted, count(callback_at) as "callbacksDeleted", coalesce(array_agg(lead_id), '{}') as "leadIds",
          array(select distinct load_id::text from contacts where load_id is not null) as "loadIds",
          array(select phone from contacts union select phone from phones) as phones
        from deleted
      `);
      await forgetRows(tx, scope.accountId, { loadIds: loadIds.map(Number), phones }, now);
      if (deleted > 0) await eraseTexts(tx, scope.accountId, leadIds.map(Number));
      await withdrawFromExports(tx, scope.accountId, sql`select unnest(${leadIds}::bigint[])`);
      return { changed: 0, deleted, callbacksDeleted };
    },
  }),
});
