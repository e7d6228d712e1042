import Type, { type Static } from "typebox";
import type { ListedSession, SessionPlace } from "../../../accounts/sign-in/list-sessions.ts";
import { Instant } from "../../core/ids.ts";

export const SessionResource = Type.Object(
  {
    sessionId: Type.String({ format: "uuid" }),
    userId: Type.Integer(),
    email: Type.String(),
    kind: Type.Enum(["rc", "voice"], {
      description:
        "`rc`: of RingCentral's token endpoint, with the sessions exchanged from it; `voice`: of another sign-in",
    }),
    clientId: Type.Union([Type.String(), Type.Null()]),
    address: Type.Union([Type.String(), Type.Null()], {
      description: "Where the user signed in; null for sessions of earlier versions",
    }),
    createdAt: Instant,
    lastRenewedAt: Type.String({ format: "date-time", description: "When it last got new tokens" }),
    expiresAt: Instant,
    current: Type.Boolean({ description: "The session of this request" }),
  },
  { title: "Session" },
);

export const SessionId = Type.String({ pattern: "^[0-9a-fA-F-]{36}$", format: "uuid" });

export const SessionPage = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: "Default: 100" })),
  cursor: Type.Optional(
    Type.String({ pattern: "^\\d{1,15}\\.[0-9a-f-]{36}$", description: "nextCursor of the previous page" }),
  ),
});

export const SessionList = Type.Object({
  items: Type.Array(SessionResource),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

/** Reads one page, with a cursor to the next. */
export async function sessionPage(
  query: Static<typeof SessionPage>,
  read: (page: { limit: number; after: SessionPlace | undefined }) => Promise<ListedSession[]>,
): Promise<{ items: ListedSession[]; nextCursor: string | null }> {
  const limit = query.limit ?? 100;
  const [createdAt, sessionId = ""] = query.cursor?.split(".") ?? [];
  const after = createdAt === undefined ? undefined : { createdAt: new Date(Number(createdAt)), sessionId };
  // One row more than the page holds tells whether there is a next page.
  const found = await read({ limit: limit + 1, after });
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last ? `${last.createdAt.getTime()}.${last.sessionId}` : null };
}
