import type { FastifyRequest } from "fastify";
import type { Caller } from "../../accounts/caller.ts";
import { whoAsks } from "../../accounts/sign-in/identify-caller.ts";
import type { Context } from "../../context.ts";
import { refuse } from "../../errors.ts";

/** Who sends this request, by its Authorization or X-Auth-Token header. Either takes an access token or an API token. */
export async function authenticate(context: Context, request: FastifyRequest): Promise<Caller> {
  const bearer = /^bearer\s+(\S+)\s*$/i.exec(request.headers.authorization ?? "")?.[1];
  const legacy = request.headers["x-auth-token"];
  const token = bearer ?? (typeof legacy === "string" && legacy.trim() !== "" ? legacy.trim() : undefined);
  if (token === undefined) throw refuse("NOT_SIGNED_IN");
  return await whoAsks(context.db, token, context.clock());
}
