import { styleText } from "node:util";
import { type Agent, type AgentState, occupancy } from "./agents.ts";
import type { Group } from "./center.ts";
import type { Options } from "./options.ts";

/** The state of a floor to draw. Times are in simulated seconds. */
export interface ScreenState {
  options: Pick<Options, "url" | "speed" | "seed" | "ratio">;
  groups: readonly Group[];
  now: number;
  /** Why the server cannot be reached; undefined if it can. */
  trouble: string | undefined;
  closing: boolean;
}

const percent = (part: number, whole: number) => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`);
const share = (of: number) => `${Math.round(100 * of)} %`;

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole < 3600 ? rest : `${Math.floor(whole / 3600)}:${rest}`;
}

const dialsAhead = ({ mode }: Group) => mode === "PREDICTIVE" || mode === "POWER" || mode === "TCPA_SAFE_MODE";

function dialingText(group: Group, ratio: number | undefined): string {
  if (!dialsAhead(group)) return "preview";
  if (ratio !== undefined) return `${ratio} ${ratio === 1 ? "call" : "calls"} per waiting agent`;
  if (group.mode === "POWER") return "2 calls per waiting agent";
  if (group.mode === "TCPA_SAFE_MODE") return "1 call per waiting agent";
  return `predictive, at most ${(100 * group.target).toFixed(1).replace(/\.0$/, "")} % abandoned`;
}

/** A group's totals in one line. */
function totalsText(group: Group, now: number): string {
  const { calls, ringing, answered, abandoned, agents } = group;
  return [
    `calls ${calls}`,
    `ringing ${ringing.size}`,
    `answered ${answered} (${percent(answered, calls - ringing.size)})`,
    ...(dialsAhead(group) ? [`abandoned ${abandoned} (${percent(abandoned, answered)})`] : []),
    `occupancy ${share(occupancy(agents, 0, now))}`,
  ].join("   ");
}

/** What keeps a group from dialing, if anything. */
function problemText(group: Group, now: number): string | undefined {
  if (group.problem !== undefined) return group.problem;
  if (group.waitingSince !== undefined) return `nothing to dial for ${clock(now - group.waitingSince)}`;
  return undefined;
}

const stateLooks: Record<
  AgentState,
  { sign: string; word: string; color: "gray" | "cyan" | "blue" | "green" | "yellow" }
> = {
  IDLE: { sign: "○", word: "waiting", color: "gray" },
  READING: { sign: "◔", word: "reading", color: "cyan" },
  CALLING: { sign: "◑", word: "calling", color: "blue" },
  TALKING: { sign: "●", word: "talking", color: "green" },
  WRAPPING: { sign: "◕", word: "wrap-up", color: "yellow" },
};

function agentLine(agent: Agent, now: number): string {
  const { sign, word, color } = stateLooks[agent.state];
  const cells = [
    agent.name.slice(0, 20).padEnd(20),
    word.padEnd(9),
    clock(now - agent.since).padStart(7),
    `${agent.calls} ${agent.calls === 1 ? "call" : "calls"}`.padStart(11),
    share(occupancy([agent], 0, now)).padStart(6),
  ];
  return styleText(color, `    ${sign} ${cells.join(" ")}`);
}

/** Draws the floor as lines that fit a terminal with this many rows. */
export function screen({ options, groups, now, trouble, closing }: ScreenState, rows: number): string[] {
  const at = `${options.url}   seed ${options.seed}${options.speed === 1 ? "" : `   ${options.speed}× speed`}`;
  const lines = [`${styleText("bold", "Simulated floor")}   ${clock(now)}   ${at}`];
  if (closing) lines.push(styleText("yellow", "Closing: ringing calls are released, the others completed."));
  else if (trouble !== undefined) lines.push(styleText("red", `Server unreachable, retrying: ${trouble}`));
  else lines.push(styleText("gray", "Press Ctrl-C to close the floor."));
  // Each group needs up to four lines besides its agents: a blank, its name, its totals, and a problem.
  const room = Math.max(1, Math.floor((rows - 3 - 4 * groups.length) / groups.length));
  for (const group of groups) {
    const hinders = problemText(group, now);
    lines.push(
      "",
      `  ${styleText("bold", group.name)}   ${dialingText(group, options.ratio)}`,
      `  ${totalsText(group, now)}`,
    );
    if (hinders !== undefined) lines.push(styleText("yellow", `  ${hinders}`));
    const fits = group.agents.length <= room ? group.agents.length : room - 1;
    for (const agent of group.agents.slice(0, fits)) lines.push(agentLine(agent, now));
    if (fits < group.agents.length) lines.push(styleText("gray", `    and ${group.agents.length - fits} more agents`));
  }
  return lines;
}

/** A group in one line, for output that is not a terminal. */
export function groupLine(group: Group, now: number): string {
  const hinders = problemText(group, now);
  return `${clock(now)}  ${group.name}: ${totalsText(group, now).replaceAll("   ", ", ")}${hinders === undefined ? "" : `; ${hinders}`}`;
}

/** One line per group with its totals at the end. */
export function summary({ groups, now }: Pick<ScreenState, "groups" | "now">): string[] {
  return groups.map((group) => {
    const more = [
      ...(group.released > 0 ? [`released ${group.released}`] : []),
      ...(group.lost > 0 ? [`lost ${group.lost}`] : []),
    ];
    return [groupLine({ ...group, waitingSince: undefined }, now), ...more].join(", ");
  });
}
