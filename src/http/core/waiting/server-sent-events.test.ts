import fastify from "fastify";
import { expect, test } from "vitest";
import { refuse } from "../../../errors.ts";
import { formatEvents, sendEvents } from "./server-sent-events.ts";

test("an event is sent only to a caller who still has access at that moment", async () => {
  const app = fastify();
  let isAllowed = true;
  app.get("/events", (request, reply) => {
    request.recheckAccess = async () => {
      if (!isAllowed) throw refuse("TOKEN_INVALID");
    };
    async function* events() {
      yield { name: "news", data: "for the caller" };
      isAllowed = false;
      yield { name: "news", data: "a name and a phone" };
      yield { name: "news", data: "another one" };
    }
    return sendEvents(request, reply, formatEvents(events()));
  });
  const { payload } = await app.inject("/events");
  await app.close();
  expect(payload).toBe('event: news\ndata: "for the caller"\n\n');
});
