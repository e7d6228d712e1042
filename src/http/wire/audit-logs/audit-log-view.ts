import Type, { type Static } from "typebox";
import { auditActions } from "../../../accounts/audit/audit.ts";
import {
  type AuditCriteria,
  type AuditEntry,
  type AuditOrder,
  differences,
} from "../../../accounts/audit/audit-search.ts";
import { wireDate } from "../../../validation/dates.ts";
import { Id } from "../../core/ids.ts";
import { parseMoment } from "../../core/moment.ts";

const Action = Type.Enum([...auditActions]);

export const AuditLogSearchCriteria = Type.Object(
  {
    accountId: Type.Optional(Id),
    searchEntities: Type.Optional(Type.Array(Type.String(), { description: "`Campaign` or `leadyard.Campaign`" })),
    auditActions: Type.Optional(Type.Array(Action)),
    auditedEntityId: Type.Optional(Type.String()),
    createUserId: Type.Optional(Id),
    ipAddress: Type.Optional(Type.String({ maxLength: 64, description: "The client's address" })),
    startDateTime: Type.Optional(Type.String()),
    endDateTime: Type.Optional(Type.String()),
    startDateTimeAsUnix: Type.Optional(Type.Integer({ description: "Milliseconds" })),
    endDateTimeAsUnix: Type.Optional(Type.Integer({ description: "Milliseconds" })),
    orderBy: Type.Optional(
      Type.String({ description: "createTime, actionType, entity, auditedEntityId, description or userName" }),
    ),
    ascOrDesc: Type.Optional(Type.Enum(["ASCENDING", "DESCENDING"])),
  },
  { title: "AuditLogSearchCriteria", default: {} },
);

type Criteria = Static<typeof AuditLogSearchCriteria>;

/** Converts a search to criteria. Entities may have a RingCX-style prefix, which is ignored. */
export function auditCriteria(body: Criteria): AuditCriteria {
  return {
    entities: body.searchEntities?.map((name) => name.replace(/^.*\./, "")),
    actions: body.auditActions,
    entityId: body.auditedEntityId || undefined,
    userId: body.createUserId,
    address: body.ipAddress || undefined,
    from: parseMoment("startDateTime", body.startDateTime) ?? unixMoment(body.startDateTimeAsUnix),
    to: parseMoment("endDateTime", body.endDateTime) ?? unixMoment(body.endDateTimeAsUnix),
  };
}

// Keeps the value within the range of Date.
const unixMoment = (ms: number | undefined) =>
  ms === undefined ? undefined : new Date(Math.min(Math.max(ms, 0), 8_640_000_000_000));

const orders: Record<string, AuditOrder> = {
  actionType: "actionType",
  entity: "entity",
  auditedEntityId: "entityId",
  description: "description",
  userName: "userName",
};

/** The sort order a client asks for. Unknown names sort by time. */
export function auditOrder(body: Criteria): { order: AuditOrder; ascending: boolean } {
  return { order: orders[body.orderBy ?? ""] ?? "at", ascending: body.ascOrDesc === "ASCENDING" };
}

export const AuditLog = Type.Object(
  {
    id: Type.String(),
    accountId: Type.String(),
    actionType: Action,
    auditedEntityId: Type.String(),
    auditedEntityDescription: Type.String(),
    description: Type.String(),
    createTime: Type.Integer({ description: "Milliseconds since 1970" }),
    createTimeAsDateTime: Type.String(),
    authUser: Type.Object({ userId: Type.String(), userName: Type.String() }),
    ipAddress: Type.String({ description: "The client's address; empty if the program made the change itself" }),
    affectedEntityJson: Type.String(),
    auditLogResultList: Type.Array(
      Type.Object({
        attributeName: Type.String(),
        classType: Type.String(),
        originalValue: Type.Unknown(),
        newValue: Type.Unknown(),
      }),
    ),
  },
  { title: "AuditLog" },
);

const verbs: Record<AuditEntry["actionType"], string> = {
  CREATE: "created",
  UPDATE: "changed",
  DELETE: "deleted",
  CANCEL: "canceled",
  DOWNLOAD: "downloaded",
  SIGN_IN: "signed in",
  SIGN_IN_FAILED: "failed to sign in",
  SIGN_OUT: "signed out",
  DENIED: "denied",
};

/** Formats an entry as RingCX does. */
export function auditLog(accountId: number, entry: AuditEntry): object {
  return {
    id: String(entry.auditId),
    accountId: String(accountId),
    actionType: entry.actionType,
    entity: entry.entity,
    auditedEntityId: entry.entityId,
    auditedEntityDescription: entry.description,
    description: `${entry.entity} ${entry.entityId} ${verbs[entry.actionType]}: ${entry.description}`,
    createTime: entry.at.getTime(),
    createTimeAsDateTime: wireDate(entry.at),
    authUser: {
      userId: entry.userId === null ? "" : String(entry.userId),
      userName: entry.userName,
      firstName: entry.firstName ?? "",
      lastName: entry.lastName ?? "",
      sourceId: "leadyard",
    },
    ipAddress: entry.address ?? "",
    affectedEntityJson: JSON.stringify(entry.after ?? entry.before ?? {}),
    auditLogResultList: differences(entry).map(({ field, before, after }) => ({
      attributeName: field,
      classType: classOf(after ?? before),
      originalValue: before,
      newValue: after,
    })),
  };
}

function classOf(value: unknown): string {
  if (typeof value === "boolean") return "java.lang.Boolean";
  if (typeof value === "number") return Number.isInteger(value) ? "java.lang.Long" : "java.lang.Double";
  return typeof value === "string" ? "java.lang.String" : "java.lang.Object";
}
