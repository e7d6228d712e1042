import Type from "typebox";
import { sql } from "../../db/sql.ts";
import { leadAction } from "../action.ts";
import { withdrawFromExports } from "../export/withdraw.ts";
import { forgetRows } from "../lead-files/forget-rows.ts";
import { leadStates } from "../state.ts";

interface Deleted {
  deleted: number;
  callbacks_deleted: number;
  load_ids: string[];
  phones: string[];
}

export default leadAction({
  name: "DELETE_LEADS",
  summary: "Deletes leads and all data about the person; call records stay.",
  params: Type.Object({}),
  states: leadStates,
  stops: true,
  undoable: "deleted data is gone for good",
  plan: (_settled, { tx, scope, actionId, now, leadIds }) => ({
    async perform(eligible) {
      const { deleted, callbacks_deleted, load_ids, phones } = await tx.one<Deleted>(sql`
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
          -- That it was changed, by whom and in which fields, stays in its history.
          update lead_edit
          set before = '{}', after = (select jsonb_object_agg(field, null) from jsonb_object_keys(lead_edit.after) as field)
          from deleted
          where lead_edit.account_id = ${scope.accountId} and lead_edit.lead_id = deleted.lead_id
        ), notes as (
          update pass set agent_notes = null
          from deleted
          where pass.account_id = ${scope.accountId} and pass.lead_id = deleted.lead_id and pass.agent_notes is not null
        ), journaled as (
          insert into lead_journal (account_id, action_id, lead_id, at, campaign_id_before, list_id_before, lead_state_before,
            suppressed_before, pass_count_before, callback_at_before, deleted, load_id)
          select ${scope.accountId}, ${actionId}, deleted.lead_id, ${now}, campaign_id, list_id, lead_state, suppressed, pass_count, callback_at, true, contact.load_id
          from deleted
          -- As it was before this statement. A join with what it deletes would compare each with each: a part of a statement has no index.
          join contact on contact.account_id = ${scope.accountId} and contact.lead_id = deleted.lead_id
        )
        select count(*) as deleted, count(callback_at) as callbacks_deleted,
          array(select distinct load_id::text from contacts where load_id is not null) as load_ids,
          array(select phone from contacts union select phone from phones) as phones
        from deleted
      `);
      await forgetRows(tx, scope.accountId, { loadIds: load_ids.map(Number), phones }, now);
      await withdrawFromExports(
        tx,
        scope.accountId,
        sql`select lead_id from lead_journal
          where account_id = ${scope.accountId} and action_id = ${actionId} and lead_id = any (${leadIds}::bigint[])`,
      );
      return { changed: 0, deleted, callbacksDeleted: callbacks_deleted };
    },
  }),
});
