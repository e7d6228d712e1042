import Type from "typebox";
import { leadAction } from "../action.ts";

export default leadAction({
  name: "DIALER_REFRESH",
  summary:
    "Makes dialers read the leads afresh. No lead is changed: what may be dialed is decided anew at every hand-out anyway.",
  params: Type.Object({
    force_dialer_cache_refresh: Type.Optional(
      Type.Boolean({ description: "Taken from RingCX; a refresh is always a full one" }),
    ),
  }),
  states: [],
  stops: false,
  undoable: "it changes no lead",
  plan: () => ({ set: {} }),
});
