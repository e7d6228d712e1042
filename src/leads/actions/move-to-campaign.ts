import Type from "typebox";
import { sql } from "../../db/sql.ts";
import { IdParameter, leadAction, type Skip } from "../action.ts";
import { copyLeads } from "../copy-leads.ts";
import { namesState } from "../criteria.ts";
import { leadStates, stickyStates } from "../state.ts";
import { targetList } from "../target-list.ts";

export default leadAction({
  name: "MOVE_TO_CAMPAIGN",
  summary: "Moves leads to a campaign and list, or copies them there.",
  params: Type.Object({
    CAMPAIGN_ID: IdParameter("The target campaign"),
    LIST_ID: Type.Optional(IdParameter("The target list; 0 or absent: a new one")),
    LIST_NAME: Type.Optional(Type.String({ maxLength: 200, description: "Name of the new list" })),
    REUSE_LIST: Type.Optional(
      Type.Boolean({
        description: "true: a list of that name that the campaign has already is taken instead of a new one",
      }),
    ),
    CREATE_COPY_SETTING: Type.Optional(
      Type.Enum(["false", "true", "TRANSITION"], {
        description:
          "false: move; true: leave the leads and make fresh copies; TRANSITION: the same, and the originals are dialed no more",
      }),
    ),
    DUPLICATE_ACTION_SETTING: Type.Optional(
      Type.Enum(["MOVE", "IGNORE"], {
        description: "MOVE: duplicates by phone are allowed in the target; IGNORE: they stay where they are",
      }),
    ),
  }),
  states: leadStates,
  // A transition stops its originals, a move takes leads out of their campaign; a plain copy leaves all dialing as it is.
  stops: (params) => params.CREATE_COPY_SETTING !== "true",
  undoable: true,
  async plan(params, run) {
    const target = await targetList(run, params);
    const copying = params.CREATE_COPY_SETTING === "true" || params.CREATE_COPY_SETTING === "TRANSITION";
    const skip =
      params.DUPLICATE_ACTION_SETTING === "IGNORE" ? duplicates(run.condition, target.campaignId, copying) : [];
    if (!copying) {
      return {
        set: { campaign_id: target.campaignId, list_id: target.listId },
        already: "already in that list",
        skip,
        afterwards: target.settle,
      };
    }
    const sticky = stickyStates
      .filter((state) => !namesState(run.criteria, state))
      .map((state) => ({ reason: `in state ${state}`, when: sql`lead.lead_state = ${state}` }));
    return {
      // A copy is fresh and ready, so leads that may not be made ready are not copied either.
      skip: [...sticky, ...skip],
      async perform(eligible) {
        const counts = await copyLeads(run, eligible, target, params.CREATE_COPY_SETTING === "TRANSITION");
        await target.settle(counts.changed);
        return counts;
      },
    };
  },
});

/** Leads whose phone the target campaign has already, or that have it in common with an earlier selected lead. */
function duplicates(condition: Skip["when"], campaignId: number, copying: boolean): Skip[] {
  // A lead that is moved within its campaign brings no duplicate in.
  const comesIn = copying ? sql`true` : sql`lead.campaign_id <> ${campaignId}`;
  return [
    {
      reason: "duplicate in the target campaign",
      when: sql`${comesIn} and exists (
        select
        from contact
        join contact other on other.account_id = contact.account_id and other.phone = contact.phone
        join lead there on there.account_id = other.account_id and there.lead_id = other.lead_id and there.campaign_id = ${campaignId}
        where contact.account_id = lead.account_id and contact.lead_id = lead.lead_id)`,
    },
    {
      reason: "duplicate among the selected leads",
      when: sql`${comesIn} and lead.lead_id in (
        select selected.lead_id
        from (
          select lead.lead_id, row_number() over (partition by contact.phone order by lead.lead_id) as place
          from lead
          join contact on contact.account_id = lead.account_id and contact.lead_id = lead.lead_id
          where ${condition} and ${comesIn}
        ) selected
        where selected.place > 1)`,
    },
  ];
}
