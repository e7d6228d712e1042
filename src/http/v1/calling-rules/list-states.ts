import Type from "typebox";
import { states } from "../../../geography/regions.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { State } from "./calling-rules-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/states",
  summary: "Lists the states and provinces that can have their own calling windows and holidays",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  response: {
    200: Type.Object({
      items: Type.Array(Type.Object({ state: State, name: Type.String(), country: Type.Enum(["USA", "CAN"]) })),
    }),
  },
  handler: () => ({
    items: states.map(({ countryId, stateId, stateName }) => ({
      state: `${countryId}-${stateId}`,
      name: stateName,
      country: countryId,
    })),
  }),
});
