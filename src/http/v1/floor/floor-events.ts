import Type from "typebox";
import { type FloorNews, followFloor } from "../../../dialer/floor/floor-events.ts";
import { departureOf } from "../../core/client-gone.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { type StreamedEvent, sendEvents, streamed } from "../../core/server-sent-events.ts";
import { FloorNewsResource, Minutes } from "./floor-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/events",
  summary:
    "Tells claims, calls and outcomes as server-sent events `floor`, at most once a second: at first what is open, then what happens, and about every five seconds the figures.",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ minutes: Minutes }),
  response: { 200: { ...FloorNewsResource, description: "text/event-stream; each event's data is this" } },
  handler({ context, accountId, query: { minutes = 60 }, request, reply }) {
    const often = { pause: 1000, figuresEvery: 5000, minutes };
    const news = followFloor(context, accountId, departureOf(request, reply), often);
    return sendEvents(reply, streamed(told(news)));
  },
});

async function* told(news: AsyncGenerator<FloorNews>): AsyncGenerator<StreamedEvent> {
  for await (const data of news) yield { name: "floor", data };
}
