import Type from "typebox";
import { readFloor } from "../../../dialer/floor/floor-figures.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { FloorResource, Minutes } from "./floor-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/floor",
  summary: "Returns live figures of the floor",
  description:
    "Answer rate, abandon rate against the target, occupancy, and what each agent is doing, over the last minutes.",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ minutes: Minutes }),
  response: { 200: FloorResource },
  handler: ({ context, accountId, query: { minutes = 60 } }) =>
    readFloor(context.db, accountId, minutes, context.clock()),
});
