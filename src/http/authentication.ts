import type { FastifyRequest } from "fastify";
import type { Caller } from "../accounts/caller.ts";
import { refuse } from "../errors.ts";
import type { House } from "../house.ts";

/** Who sends this request, by its Authorization or X-Auth-Token header. */
export async function authenticate(_house: House, _request: FastifyRequest): Promise<Caller> {
  throw refuse("NOT_SIGNED_IN");
}
