import Type from "typebox";
import { type FloorNews, followFloor } from "../../../dialer/floor/floor-events.ts";
import { endpoint } from "../../core/endpoint.ts";
import { AccountId } from "../../core/ids.ts";
import { formatEvents, type StreamedEvent, sendEvents } from "../../core/waiting/server-sent-events.ts";
import { waitSignal } from "../../core/waiting/wait-signal.ts";
import { FloorNewsResource, Minutes } from "./floor-resource.ts";

export default endpoint({
  method: "GET",
  path: "/accounts/:accountId/dialer/events",
  summary: "Streams claims, calls, and outcomes as server-sent events",
  description:
    "Sends events named `floor`, at most one a second: first what is open, then what changes, and about every five seconds the figures.",
  tag: "Dialer",
  role: "viewer",
  params: Type.Object({ accountId: AccountId }),
  query: Type.Object({ minutes: Minutes }),
  response: { 200: { ...FloorNewsResource, description: "text/event-stream; this is the data of each event" } },
  handler({ context, accountId, query: { minutes = 60 }, request, reply }) {
    const often = { pause: 1000, figuresEvery: 5000, minutes };
    const news = followFloor(context, accountId, waitSignal(request, reply), often);
    return sendEvents(request, reply, formatEvents(newsEvents(news)));
  },
});

async function* newsEvents(news: AsyncGenerator<FloorNews>): AsyncGenerator<StreamedEvent> {
  for await (const data of news) yield { name: "floor", data };
}
