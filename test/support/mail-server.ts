import type { AddressInfo } from "node:net";
import { type ParsedMail, simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

/** A message and its envelope recipients. */
interface ReceivedMail {
  to: string[];
  mail: ParsedMail;
}

/** Starts a real SMTP server that keeps its messages. `answer` may refuse a recipient: `{ code: 550, text: "no such user" }`. */
export async function mailServer() {
  const received: ReceivedMail[] = [];
  const state: { answer?: (address: string) => { code: number; text: string } | undefined } = {};
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo({ address }, _session, callback) {
      const refusal = state.answer?.(address);
      callback(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null);
    },
    onData(stream, session, callback) {
      simpleParser(stream, (error, mail) => {
        if (!error) received.push({ to: session.envelope.rcptTo.map(({ address }) => address), mail });
        callback(error);
      });
    },
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    state,
    stop: () => new Promise<void>((resolve) => server.close(resolve)),
  };
}
