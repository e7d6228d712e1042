import Type, { type Static } from "typebox";
import type { Queue } from "../../../dialer/rules/queue.ts";
import { refreshedCampaigns } from "../../../leads/catalogue.ts";
import { undoability } from "../../../leads/engine/accept-action.ts";
import { type ActionRecord, actionStatuses } from "../../../leads/engine/action-record.ts";
import { loadAction } from "../../../leads/files/load-action.ts";
import type { LoadPlan } from "../../../leads/files/load-work.ts";
import { AccountId, Id, Instant } from "../../core/ids.ts";
import { LeadActionPreview, Skipped, Warnings } from "../../shared/lead-action-preview.ts";
import { QueueResource } from "../floor/queue-resource.ts";

const orNull = <S extends Type.TSchema>(schema: S) => Type.Union([schema, Type.Null()]);

export const ActionPath = Type.Object({ accountId: AccountId, actionId: Id });

/** A lead action as v1 shows it. */
export const LeadActionResource = Type.Object(
  {
    id: Type.Integer(),
    action: Type.String({ description: "Its wire name; UNDO for an undo" }),
    status: Type.Enum([...actionStatuses]),
    matched: Type.Integer({ description: "Leads the criteria selected" }),
    changed: Type.Integer({ description: "Leads that were changed, copied or mailed" }),
    deleted: Type.Integer(),
    callbacksDeleted: Type.Integer(),
    skipped: Skipped,
    warnings: Warnings,
    criteria: Type.Object({}, { additionalProperties: true }),
    params: Type.Object({}, { additionalProperties: true }),
    allLeads: Type.Boolean(),
    limit: orNull(Type.Integer()),
    requestedBy: Type.String(),
    createdAt: Instant,
    finishedAt: orNull(Instant),
    undoable: Type.Boolean(),
    undoableReason: Type.Optional(Type.String({ description: "Why it cannot be undone, or not now" })),
    undoOf: orNull(Type.Integer({ description: "The action that this one undoes" })),
    undoneBy: orNull(Type.Integer({ description: "The action that undid it" })),
    progress: Type.Optional(
      Type.Object(
        {
          processed: Type.Integer({ description: "Leads that are done" }),
          total: Type.Integer({ description: "Leads in all; 0 while they are being selected" }),
          percent: Type.Number({ description: "0 to 100, in tenths" }),
          leadsPerSecond: Type.Integer({ description: "Over the last ten seconds" }),
          secondsLeft: orNull(Type.Integer({ description: "At that pace; null while it is not known" })),
        },
        { description: "While it is running" },
      ),
    ),
    failure: Type.Optional(Type.String({ description: "Why it FAILED" })),
    refreshed: Type.Optional(
      Type.Object(
        {
          campaignIds: Type.Array(Type.Integer()),
          freed: Type.Integer({ description: "Leads that were fetched and not on a call" }),
          queues: Type.Optional(
            Type.Array(QueueResource, {
              description:
                "Counted anew; in the answer to the request alone, and where the campaigns have at most 50,000 leads together",
            }),
          ),
        },
        { description: "Of an action that refreshes dialers, such as DIALER_REFRESH" },
      ),
    ),
    load: Type.Optional(
      Type.Object(
        {
          leadFileId: Type.Optional(Type.Integer({ description: "Absent: they came as JSON" })),
          fileName: Type.Optional(Type.String()),
          sheet: Type.Optional(Type.Integer()),
          campaignId: Type.Integer(),
          listId: Type.Integer({
            description: "A new list goes again when no lead came on it, and when the load is undone",
          }),
        },
        {
          description:
            "Of a LOAD_LEADS: what was loaded, and where to; absent where leads came as JSON and none was loaded",
        },
      ),
    ),
  },
  { title: "LeadAction" },
);

export const PerformedOrPreview = {
  200: Type.Union([LeadActionResource, LeadActionPreview]),
  202: LeadActionResource,
};

export function leadActionResource(record: ActionRecord, queues?: readonly Queue[]) {
  const undoable = undoability(record);
  return {
    id: record.actionId,
    action: record.action,
    status: record.status,
    matched: record.matched,
    changed: record.changed,
    deleted: record.deleted,
    callbacksDeleted: record.callbacksDeleted,
    skipped: record.skipped,
    ...(record.warnings.length > 0 ? { warnings: record.warnings } : {}),
    criteria: record.criteria,
    params: record.params,
    allLeads: record.allLeads,
    limit: record.limit,
    requestedBy: record.requestedBy,
    createdAt: record.createdAt,
    finishedAt: record.finishedAt,
    undoable: undoable === true,
    ...(undoable === true ? {} : { undoableReason: undoable }),
    undoOf: record.undoOf,
    undoneBy: record.undoneBy,
    ...(record.status === "RUNNING" ? { progress: progressOf(record) } : {}),
    ...(record.failure === null ? {} : { failure: record.failure }),
    ...refreshedOf(record, queues),
    ...(record.action === loadAction && record.settled.loadId !== undefined ? { load: loadOf(record) } : {}),
  };
}

function loadOf({ settled }: ActionRecord) {
  const { leadFileId, fileName, sheetNumber: sheet, campaignId, listId } = settled as unknown as LoadPlan;
  return { leadFileId, fileName, sheet, campaignId, listId };
}

function refreshedOf(record: ActionRecord, queues: readonly Queue[] | undefined) {
  const campaignIds = refreshedCampaigns(record);
  return campaignIds ? { refreshed: { campaignIds, freed: record.changed, ...(queues ? { queues } : {}) } } : {};
}

/** The answer to the request that made the action: as it was when it was over, so that a request sent again gets the first answer. */
export const firstAnswer = (record: ActionRecord, queues?: readonly Queue[]) =>
  leadActionResource({ ...record, undoneBy: null }, queues);

type Progress = NonNullable<Static<typeof LeadActionResource>["progress"]>;

function progressOf({ processed, matched: total, pace }: ActionRecord): Progress {
  return {
    processed,
    total,
    // Never 100 before it is done.
    percent: total === 0 ? 0 : Math.min(99.9, Math.floor((processed * 1000) / total) / 10),
    leadsPerSecond: Math.round(pace),
    secondsLeft: pace > 0 ? Math.ceil((total - processed) / pace) : null,
  };
}
