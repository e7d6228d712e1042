import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { Sql } from "./sql.ts";
import { statementName } from "./statement-name.ts";

/** What runs statements: the pool, where each stands alone, or a transaction. */
export interface Tx {
  /** The rows of a statement. */
  query<Row extends object>(statement: Sql): Promise<Row[]>;
  /** The only row; asserts that there is exactly one. */
  one<Row extends object>(statement: Sql): Promise<Row>;
  /** The first row, if there is one. */
  maybe<Row extends object>(statement: Sql): Promise<Row | undefined>;
  /** How many rows a statement changed. */
  execute(statement: Sql): Promise<number>;
}

/** A transaction; `client` is for what needs the connection itself, COPY and cursors. */
export interface Transaction extends Tx {
  readonly client: pg.PoolClient;
}

export interface Database extends Tx {
  readonly pool: pg.Pool;
  /** Runs the function in one transaction; again from the start when the server asks for that (deadlock, serialization, lost connection). */
  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs the function in a transaction that is rolled back whatever comes of it. */
  rehearse<T>(run: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

// bigint ids and counts stay below 2^53; dates of a day stay as they are written.
const types = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.DATE) return String;
    return pg.types.getTypeParser(oid, format);
  },
};

const undone = new Set(["40P01", "40001", "08006", "57P01"]);

/** Connects to PostgreSQL. `onError` hears of connections lost while idle. */
export function connect(connectionString: string, onError: (error: Error) => void, max = 16): Database {
  const pool = openPool({ connectionString, max, types: types as pg.CustomTypesConfig }, onError);
  return {
    pool,
    ...statements(pool),
    async transaction(run) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(pool, run, commit);
        } catch (error) {
          if (attempt === 5 || !isRetried(error)) throw error;
          await sleep(10 * 2 ** attempt * Math.random());
        }
      }
    },
    rehearse: (run) => once(pool, run, async (client) => void (await client.query("rollback"))),
    close: () => pool.end(),
  };
}

/** Connections for a library that runs statements of its own; they can be lost at any moment without ending the program. */
export function openPool(config: pg.PoolConfig, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool(config);
  pool.on("error", onError);
  // The pool listens to idle connections only; one that is lost between two statements of a transaction would end the program.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

// Connection failures of the driver, and the states a server reports while it starts or stops.
const lost = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03", "08006", "08001", "08004"]);

/** True where a statement failed because the database is away, not because of what it says. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (lost.has((error as { code?: string }).code ?? "")) return true;
  if (/Connection terminated|timeout expired|timeout exceeded when trying to connect|not queryable/.test(error.message))
    return true;
  return isConnectionLost(error.cause);
}

/** True where the server has undone the whole transaction. A connection lost during commit leaves that open, so that is not tried again. */
function isRetried(error: unknown): boolean {
  return error instanceof pg.DatabaseError && undone.has(error.code ?? "");
}

async function once<T>(
  pool: pg.Pool,
  run: (tx: Transaction) => Promise<T>,
  end: (client: pg.PoolClient) => Promise<void>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await run({ client, ...statements(client) });
    await end(client);
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function commit(client: pg.PoolClient): Promise<void> {
  try {
    await client.query("commit");
  } catch (cause) {
    if (cause instanceof pg.DatabaseError && cause.code?.startsWith("40")) throw cause;
    throw new Error(
      "the connection was lost while a transaction was being committed; it may or may not have taken effect",
      {
        cause,
      },
    );
  }
}

function statements(runner: pg.Pool | pg.PoolClient): Tx {
  async function query<Row extends object>(statement: Sql): Promise<Row[]> {
    return (await run(statement)).rows as Row[];
  }
  async function run(statement: Sql): Promise<pg.QueryResult> {
    try {
      const { text, values, isPrepared } = statement;
      const name = isPrepared ? statementName(text) : undefined;
      return await runner.query({ text, values: values as unknown[], ...(name === undefined ? {} : { name }) });
    } catch (error) {
      // The driver's stack ends inside itself; this one names the caller.
      if (error instanceof Error) Error.captureStackTrace(error, run);
      throw error;
    }
  }
  return {
    query,
    async one<Row extends object>(statement: Sql) {
      const rows = await query<Row>(statement);
      if (rows.length !== 1) throw new Error(`one row expected, got ${rows.length}: ${statement.text}`);
      return rows[0] as Row;
    },
    async maybe<Row extends object>(statement: Sql) {
      return (await query<Row>(statement))[0];
    },
    execute: async (statement) => (await run(statement)).rowCount ?? 0,
  };
}
