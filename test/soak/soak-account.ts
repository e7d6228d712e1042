import type { SeededRandom } from "../../clients/seeded-random.ts";
import type { Client } from "../support/client.ts";

/** What the program said it did for an account; the end of the soak compares it with what is there. */
export interface Ledger {
  /** Leads it said it inserted. */
  inserted: number;
  /** Leads it said it deleted. */
  deleted: number;
  /** Ids of the claims it said it completed. */
  completed: Set<number>;
  /** Counts of the actions it said it performed, by id. */
  actions: Map<number, { changed: number; deleted: number }>;
}

/** What an action's response says; nothing if it was refused. */
interface Performed {
  id?: number;
  changed?: number;
  deleted?: number;
}

export interface Measured {
  /** Milliseconds of each request since the last look. */
  times: number[];
  /** Responses that no request may get. */
  failures: string[];
}

const allDay = Object.fromEntries(
  ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [`${day}Sched`, "00002400"]),
);

/** One account with its work: loads, searches, edits, actions and their undos, claims, and exports. */
export class SoakAccount {
  readonly ledger: Ledger = { inserted: 0, deleted: 0, completed: new Set(), actions: new Map() };
  readonly accountId: number;
  private readonly client: Client;
  private readonly measured: Measured;
  private readonly random: SeededRandom;
  private campaignId = 0;
  private loaded = 0;

  constructor(accountId: number, client: Client, measured: Measured, random: SeededRandom) {
    this.accountId = accountId;
    this.client = client;
    this.measured = measured;
    this.random = random;
  }

  async setUp(): Promise<void> {
    const group = { dialGroupName: "Soak", dialMode: "PREDICTIVE" };
    const { dialGroupId } = await this.send<{ dialGroupId: number }>("POST", "/dial-groups", group);
    const campaign = { dialGroupId, campaignName: "Soak", maxPasses: 1000, isActive: 1, ...allDay };
    this.campaignId = (await this.send<{ campaignId: number }>("POST", "/campaigns", campaign)).campaignId;
    await this.load(2000);
  }

  /** Does one piece of work, chosen by how often it happens in a call center. */
  async work(): Promise<void> {
    const kind = this.random.weighted({
      claim: 50,
      search: 20,
      edit: 10,
      action: 8,
      load: 6,
      undo: 3,
      delete: 2,
      export: 1,
    });
    if (kind === "load") await this.load(200);
    else if (kind === "search") await this.search();
    else if (kind === "edit") await this.edit();
    else if (kind === "action") await this.act(this.random.pick(["PAUSE_LEADS", "READY_LEADS", "RESET_LEADS"]));
    else if (kind === "delete") await this.act("DELETE_LEADS", { leadStates: ["COMPLETE"] }, 50);
    else if (kind === "undo") await this.undo();
    else if (kind === "export")
      await this.send("POST", "/exports", { format: "CSV", criteria: { leadStates: ["READY"] } });
    else await this.dial();
  }

  private async load(count: number): Promise<void> {
    const leads = Array.from({ length: count }, () => {
      const number = this.loaded++;
      return {
        leadPhone: `+1${212 + Math.floor(number / 8_000_000)}${2_000_000 + (number % 8_000_000)}`,
        externId: `s${number}`,
        firstName: "Ann",
        zip: "10001",
      };
    });
    const path = `/campaigns/${this.campaignId}/leads`;
    const { inserted } = await this.send<{ inserted: number }>("POST", path, {
      leads,
      duplicateHandling: "RETAIN_ALL",
    });
    this.ledger.inserted += inserted;
  }

  private async search(): Promise<void> {
    const externIds = [`s${this.random.int(0, this.loaded)}`];
    const criteria = this.random.percent(80) ? { externIds } : { leadStates: ["READY"] };
    await this.send("POST", "/leads/search", { criteria, limit: 100, total: "exact" });
  }

  private async edit(): Promise<void> {
    const { items } = await this.send<{ items: { leadId: number }[] }>("POST", "/leads/search", {
      criteria: { externIds: [`s${this.random.int(0, this.loaded)}`] },
    });
    const [lead] = items;
    if (lead) await this.send("PATCH", `/leads/${lead.leadId}`, { leadPriority: this.random.int(1, 10) }, [404, 409]);
  }

  private async act(action: string, criteria: object = { campaignIds: [this.campaignId] }, limit = 500): Promise<void> {
    this.noteAction(await this.send("POST", "/lead-actions", { action, criteria, limit }));
  }

  private async undo(): Promise<void> {
    const { items } = await this.send<{ items: { id: number }[] }>("GET", "/lead-actions?limit=10");
    const one = this.random.pick(items);
    this.noteAction(await this.send("POST", `/lead-actions/${one.id}/undo`, {}, [409]));
  }

  private noteAction({ id, changed = 0, deleted = 0 }: Performed): void {
    if (id === undefined) return;
    this.ledger.actions.set(id, { changed, deleted });
    this.ledger.deleted += deleted;
  }

  private async dial(): Promise<void> {
    const { claims } = await this.send<{ claims: { claimId: number }[] }>("POST", "/dialer/claims", {
      campaignId: this.campaignId,
      max: 5,
    });
    for (const { claimId } of claims) {
      const systemDisposition = this.random.pick(["NOANSWER", "BUSY", "ANSWER"]);
      await this.send("POST", `/dialer/claims/${claimId}/complete`, { systemDisposition });
      this.ledger.completed.add(claimId);
    }
  }

  /** Sends a request below the account and returns the body; `{}` for one of the tolerated statuses. */
  async send<T = Record<string, never>>(
    method: string,
    path: string,
    body?: object,
    tolerated: number[] = [],
  ): Promise<T> {
    const startedAt = performance.now();
    const answer = await this.client.request(method, `/v1/accounts/${this.accountId}${path}`, body);
    this.measured.times.push(performance.now() - startedAt);
    if (answer.status < 300) return answer.body as T;
    if (!tolerated.includes(answer.status))
      this.measured.failures.push(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`);
    return {} as T;
  }
}
