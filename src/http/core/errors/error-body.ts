import { type Refusal, refuse } from "../../../errors.ts";
import { oauthError } from "../access/oauth.ts";

/** The parts of a request that an error's body repeats; the URL without the host. */
interface Requested {
  method: string;
  url: string;
}

/** The path of a URL, without the query. */
export const pathOf = (url: string): string => url.split("?")[0] as string;

/** A refusal as the surface of the URL sends it, and its content type. */
export function errorBody(refusal: Refusal, request: Requested): { type: string; body: object } {
  if (request.url.startsWith("/v1/")) return { type: "application/problem+json", body: problem(refusal, request) };
  const isOAuth = request.url.startsWith("/restapi/");
  return { type: "application/json", body: isOAuth ? oauthError(refusal).body : wireError(refusal, request) };
}

function wireError(refusal: Refusal, { method, url }: Requested): object {
  return {
    errorCode: refusal.wireCode,
    generalMessage: refusal.message,
    details: refusal.message,
    requestUri: `${pathOf(url)} - ${method}`,
    timestamp: Date.now(),
  };
}

function problem(original: Refusal, { url }: Requested): object {
  const refusal = withV1Names(original);
  return {
    ...refusal.details,
    type: "about:blank",
    title: refusal.code,
    status: refusal.status,
    detail: refusal.message,
    instance: pathOf(url),
    code: refusal.code,
  };
}

// Parts of a lead action: their names on the wire, which the engine uses in refusals, and on v1.
const v1Fields = { "leadActionParams.paramMap": "params", campaignLeadSearchCriteria: "criteria" };

/** Renames the field of a refusal from its wire name to its v1 name. */
function withV1Names(refusal: Refusal): Refusal {
  const { field } = refusal.details;
  if (typeof field !== "string") return refusal;
  for (const [wire, v1] of Object.entries(v1Fields)) {
    if (field.startsWith(wire))
      return refuse(refusal.code, { ...refusal.details, field: v1 + field.slice(wire.length) }, { cause: refusal });
  }
  return refusal;
}
