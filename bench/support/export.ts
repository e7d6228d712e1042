import { setTimeout as sleep } from "node:timers/promises";

/** The program and an account that the token may manage. */
export interface ExportAccess {
  url: string;
  token: string;
  accountId: number;
}

interface MadeExport {
  status: string;
  processed: number;
  bytes: number;
  downloadUrl: string;
  failure: string | null;
}

/** Requests an export and waits until its file is ready. */
export async function runExport({ url, token, accountId }: ExportAccess, asked: object): Promise<MadeExport> {
  const call = async (path: string, body?: object) => {
    const answer = await fetch(`${url}/v1/accounts/${accountId}/exports${path}`, {
      headers: { authorization: `Bearer ${token}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`the export request answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as MadeExport & { id: number };
  };
  const { id } = await call("", asked);
  for (;;) {
    const made = await call(`/${id}`);
    if (made.status === "FAILED") throw new Error(`the export failed: ${made.failure}`);
    if (made.status === "DONE") return made;
    await sleep(50);
  }
}
