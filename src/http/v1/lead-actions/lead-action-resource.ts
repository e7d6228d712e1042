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
    action: Type.String({ description: "Its name on the wire; UNDO for an undo" }),
    status: Type.Enum([...actionStatuses]),
    matched: Type.Integer({ description: "Leads the criteria selected" }),
    changed: Type.Integer({ description: "Leads that were changed, copied, or mailed" }),
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
    undoableReason: Type.Optional(Type.String({ description: "Why it cannot be undone, for good or now" })),
    undoOf: orNull(Type.Integer({ description: "The action that this one undoes" })),
    undoneBy: orNull(Type.Integer({ description: "The action that undid it" })),
    progress: Type.Optional(
      Type.Object(
        {
          processed: Type.Integer({ description: "Leads processed so far" }),
          total: Type.Integer({ description: "All leads of the action; 0 while they are being selected" }),
          percent: Type.Number({ description: "0 to 100, in tenths" }),
          leadsPerSecond: Type.Integer({ description: "Over the last ten seconds" }),
          secondsLeft: orNull(Type.Integer({ description: "At that pace; null until it is known" })),
        },
        { description: "Only while it is running" },
      ),
    ),
    failure: Type.Optional(Type.String({ description: "Why it FAILED" })),
    refreshed: Type.Optional(
      Type.Object(
        {
          campaignIds: Type.Array(Type.Integer()),
          freed: Type.Integer({ description: "Leads that dialers had fetched but not called" }),
          queues: Type.Optional(
            Type.Array(QueueResource, {
              description:
                "New counts; only in the answer to the request, and if the campaigns have at most 50,000 leads in all",
            }),
          ),
        },
        { description: "Only for actions that refresh dialers, such as DIALER_REFRESH" },
      ),
    ),
    load: Type.Optional(
      Type.Object(
        {
          leadFileId: Type.Optional(Type.Integer({ description: "Absent if the leads came as JSON" })),
          fileName: Type.Optional(Type.String()),
          sheet: Type.Optional(Type.Integer()),
          campaignId: Type.Integer(),
          listId: Type.Integer({
            description: "A new list is removed if it gets no lead, and when the load is undone",
          }),
        },
        {
          description:
            "Only for LOAD_LEADS: what was loaded, and where to. Absent if the leads came as JSON and none was loaded",
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

/**
 * The answer to the request that started the action. It shows the action as it ended, so that a repeated request gets
 * the same answer.
 */
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
