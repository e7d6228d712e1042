import { ApiError } from "./api.ts";
import { openFloor } from "./floor.ts";
import { BadArgument, help, type Options, readOptions } from "./options.ts";
import { line, screen, summary } from "./screen.ts";

// Milliseconds between two looks at the floor: on a terminal, and in lines.
const often = 250;
const seldom = 10_000;

/** Runs a floor and shows it until the signal comes or its time is over. */
export async function runFloor(options: Options, closing: AbortSignal, out: NodeJS.WriteStream): Promise<void> {
  const over = new AbortController();
  const floor = await openFloor(options, AbortSignal.any([closing, over.signal]));
  const timer =
    options.minutes === Number.POSITIVE_INFINITY
      ? undefined
      : setTimeout(() => over.abort(), Math.min(options.minutes * 60_000, 2 ** 31 - 1));
  const stop = out.isTTY ? showScreen(floor, out) : showLines(floor, out);
  try {
    await floor.closed;
  } finally {
    clearTimeout(timer);
    stop();
  }
  out.write(`${summary(floor.shown()).join("\n")}\n`);
}

type Shows = Pick<Awaited<ReturnType<typeof openFloor>>, "shown">;

/** Draws the floor anew where it stands, over and over. */
function showScreen(floor: Shows, out: NodeJS.WriteStream): () => void {
  let drawn = 0;
  const draw = () => {
    const lines = screen(floor.shown(), out.rows ?? 40);
    const up = drawn > 0 ? `\x1b[${drawn}A` : "";
    // Lines that are too long are cut, not wrapped.
    out.write(`\x1b[?25l\x1b[?7l${up}${lines.map((text) => `\x1b[2K${text}\n`).join("")}\x1b[J`);
    drawn = lines.length;
  };
  draw();
  const timer = setInterval(draw, often);
  return () => {
    clearInterval(timer);
    draw();
    out.write("\x1b[?25h\x1b[?7h\n");
  };
}

function showLines(floor: Shows, out: NodeJS.WriteStream): () => void {
  const say = () => {
    const { groups, now, trouble } = floor.shown();
    if (trouble !== undefined) out.write(`The server is away, and tried again: ${trouble}\n`);
    else out.write(groups.map((group) => `${line(group, now)}\n`).join(""));
  };
  const timer = setInterval(say, seldom);
  return () => clearInterval(timer);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(help);
    return;
  }
  const closing = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // Who asks twice does not want to wait.
      if (closing.signal.aborted) process.exit(1);
      closing.abort();
    });
  }
  await runFloor(options, closing.signal, process.stdout);
}

/** Ends the process with one line that says why. */
function fail(error: unknown): void {
  const known = error instanceof BadArgument || error instanceof ApiError;
  process.stderr.write(`${known ? error.message : `The floor broke off: ${String(error)}`}\n`);
  process.exit(error instanceof BadArgument ? 2 : 1);
}

if (import.meta.main) main().catch(fail);
