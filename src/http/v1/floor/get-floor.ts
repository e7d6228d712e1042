import Type from "typebox";
import { readFloor } from "../../../dialer/floor/floor-figures.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { FloorResource, Minutes } from "./floor-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/floor",
  summary:
    "What dialers have done in the last minutes: answers, abandoned calls against the target, occupancy, agents.",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ minutes: Minutes }),
  response: { 200: FloorResource },
  handler: ({ context, accountId, query: { minutes = 60 } }) =>
    readFloor(context.db, accountId, minutes, context.clock()),
});
