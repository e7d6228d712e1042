import Type from "typebox";
import { isOrphaned } from "../../agents/orphaned-leads.ts";
import { type Sql, sql } from "../../db/sql.ts";
import { leadAction, type Skip } from "../action.ts";
import { choiceParam, idParam, param } from "../action-params.ts";
import { copyAgain, copyLeads, copyMovedOn, holdCopies, removeCopies } from "../copy-leads.ts";
import { namesState } from "../search/criteria.ts";
import { leadStates, stickyStates } from "../state.ts";
import { holdTarget, settleNewList, settleTarget, type Target } from "../target-list.ts";

interface MoveTarget extends Target {
  copy?: "true" | "TRANSITION" | undefined;
  ignoreDuplicates: boolean;
  resetPasses?: boolean | undefined;
}

export default leadAction({
  name: "MOVE_TO_CAMPAIGN",
  summary: "Moves leads to a campaign and list, or copies them there.",
  words: { label: "Move or copy", verb: "Move", done: "moved or copied" },
  position: 65,
  params: Type.Object({
    CAMPAIGN_ID: idParam("campaign", { title: "Campaign", description: "The target campaign" }),
    LIST_ID: Type.Optional(
      idParam("list", {
        title: "List",
        description: "The target list; 0 or absent: a new one",
        help: "Empty: a new list",
      }),
    ),
    LIST_NAME: Type.Optional(
      param(Type.String({ maxLength: 200 }), {
        title: "Name of the new list",
        description: "Name of the new list",
        help: "Empty: named after the action",
        example: "Recycled in July",
      }),
    ),
    REUSE_LIST: Type.Optional(
      param(Type.Boolean(), {
        title: "Use an existing list with this name",
        description: "true: use the campaign's list with this name if there is one; otherwise create it",
        help: "Creates the list only if the campaign has none with this name",
      }),
    ),
    CREATE_COPY_SETTING: Type.Optional(
      choiceParam(
        {
          false: "Move the leads",
          true: "Copy the leads, and leave the originals as they are",
          TRANSITION: "Copy the leads, and stop dialing the originals",
        },
        {
          title: "Move or copy",
          description:
            "false: move the leads; true: copy them and leave the originals as they are; TRANSITION: copy them and stop dialing the originals",
          help: "Empty: move the leads",
        },
      ),
    ),
    RESET_PASSES: Type.Optional(
      param(Type.Boolean(), {
        title: "Count passes from zero",
        description:
          "true: passes, today's passes, and dials of moved leads start at 0 again, as they always do for copies",
      }),
    ),
    DUPLICATE_ACTION_SETTING: Type.Optional(
      choiceParam(
        { MOVE: "Move or copy them too", IGNORE: "Skip them" },
        {
          title: "Leads whose number the campaign already has",
          description:
            "MOVE: leads whose phone the target campaign already has are moved or copied too; IGNORE: they are skipped",
          help: "Empty: move or copy them too",
        },
      ),
    ),
  }),
  states: leadStates,
  // A transition stops the originals and a move takes leads out of their campaign, but a plain copy stops nothing.
  stops: (params) => params.CREATE_COPY_SETTING !== "true",
  // Moved leads are no longer dialed in their old campaign, but become dialable in the target.
  requeues: true,
  undoable: true,
  accept: async (params, run): Promise<MoveTarget> => ({
    ...(await settleTarget(run, params)),
    copy: params.CREATE_COPY_SETTING === "false" ? undefined : params.CREATE_COPY_SETTING,
    ignoreDuplicates: params.DUPLICATE_ACTION_SETTING === "IGNORE",
    resetPasses: params.RESET_PASSES,
  }),
  // A batch must see the phones that earlier batches brought into the target.
  inOrder: ({ ignoreDuplicates }: MoveTarget) => ignoreDuplicates,
  async plan(settled: MoveTarget, run) {
    const { campaignId, listId, copy } = settled;
    await holdTarget(run, settled);
    const skip = settled.ignoreDuplicates ? [duplicate(run.condition, campaignId, copy !== undefined)] : [];
    if (copy === undefined)
      return {
        set: {
          campaign_id: campaignId,
          list_id: listId,
          ...(settled.resetPasses ? { pass_count: 0, daily_pass_count: 0, daily_pass_on: null, dial_count: 0 } : {}),
        },
        already: "already in that list",
        skip,
        warnings: [
          {
            warning: "orphaned: the lead's agent does not work for the target campaign",
            when: (before) => isOrphaned(run.scope.accountId, before, sql`${campaignId}::bigint`),
          },
        ],
      };
    const sticky = stickyStates
      .filter((state) => !namesState(run.criteria, state))
      .map((state) => ({ reason: `in state ${state}`, when: sql`lead.lead_state = ${state}` }));
    return {
      // A copy is ready, so leads that may not be made ready are not copied either.
      skip: [...sticky, ...skip],
      perform: (eligible) => copyLeads(run, eligible, settled, copy === "TRANSITION"),
    };
  },
  async finish(settled: MoveTarget, run, changed) {
    await settleNewList(run, settled, changed);
  },
  reversal: {
    async hold(run, of, { copy }: MoveTarget) {
      if (copy !== undefined) await holdCopies(run, of);
    },
    conflicts: () => [copyMovedOn],
    undo: removeCopies,
    redo: copyAgain,
  },
});

/** Leads whose phone the target campaign already has, or that share it with a selected lead with a smaller id. */
function duplicate(condition: Sql, campaignId: number, copying: boolean): Skip {
  // Moving a lead within its campaign brings no duplicate in.
  const comesIn = copying ? sql`true` : sql`lead.campaign_id <> ${campaignId}`;
  // `offset 0` forces lookups in this order. Before the first analyze, PostgreSQL assumes that campaigns are small, and
  // would read the whole target campaign for each lead: minutes for a few thousand leads.
  return {
    reason: "duplicate in the target campaign",
    when: sql`${comesIn} and (
      exists (
        select
        from (
          select phone from contact where contact.account_id = lead.account_id and contact.lead_id = lead.lead_id offset 0
        ) as own
        cross join lateral (
          select lead_id from contact where contact.account_id = lead.account_id and contact.phone = own.phone offset 0
        ) as other
        cross join lateral (
          select there.campaign_id
          from lead there
          where there.account_id = lead.account_id and there.lead_id = other.lead_id
          offset 0
        ) as held
        where held.campaign_id = ${campaignId})
      or lead.lead_id in (
        select selected.lead_id
        from (
          select lead.lead_id, row_number() over (partition by contact.phone order by lead.lead_id) as place
          from lead
          join contact on contact.account_id = lead.account_id and contact.lead_id = lead.lead_id
          where ${condition} and ${comesIn}
        ) selected
        where selected.place > 1))`,
  };
}
