import { stripTypeScriptTypes } from "node:module";

/** A file with one small change that should break something. */
export interface Mutant {
  file: string;
  line: number;
  before: string;
  after: string;
  /** The whole changed file. */
  text: string;
}

type Kind = "code" | "sql" | "other";

interface Operator {
  in: readonly Kind[];
  find: RegExp;
  replace: string;
}

const both = ["code", "sql"] as const;
const swap = (kinds: readonly Kind[], ...pairs: [string, string][]): Operator[] =>
  pairs.map(([from, to]) => ({
    in: kinds,
    find: new RegExp(from.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "g"),
    replace: to,
  }));

const operators: readonly Operator[] = [
  ...swap(both, [" < ", " <= "], [" <= ", " < "], [" > ", " >= "], [" >= ", " > "], [" + ", " - "], [" - ", " + "]),
  { in: both, find: /\btrue\b/g, replace: "false" },
  { in: both, find: /\bfalse\b/g, replace: "true" },
  ...swap(["code"], [" === ", " !== "], [" !== ", " === "], [" && ", " || "], [" || ", " && "], [" ?? ", " && "]),
  { in: ["code"], find: /\bif \((?=.*\)(?: \{$| return| throw| await| continue|$))/g, replace: "if (false && " },
  { in: ["code"], find: /^ *(?:await )?[\w.]+\(.*\);$/gm, replace: ";" },
  { in: ["code"], find: / \? (?=.* : )/g, replace: " && false ? " },
  { in: ["code"], find: /Math\.min\(/g, replace: "Math.max(" },
  { in: ["code"], find: /Math\.max\(/g, replace: "Math.min(" },
  { in: ["code"], find: /(?<=[ (])!(?=[\w(])/g, replace: "" },
  // Not the equals signs of `set`, and not the `and` of `between`: those would only be syntax errors.
  { in: ["sql"], find: /(?<=\b(?:where|and|on|or|when|not)\b[^,\n]*) = /g, replace: " <> " },
  { in: ["sql"], find: /(?<!\bbetween [^\n ]+ )\band\b/g, replace: "or" },
  ...swap(["sql"], [" <> ", " = "], [" asc", " desc"], [" desc", " asc"], ["left join", "join"]),
  ...swap(["sql"], ["is not null", "is null"], ["is null", "is not null"], ["not exists (", "exists ("]),
  ...swap(["sql"], ["least(", "greatest("], ["greatest(", "least("], ["min(", "max("], ["max(", "min("]),
  ...swap(["sql"], [" distinct ", " "], [" for update", ""], [" for no key update", ""], [" skip locked", ""]),
  { in: ["sql"], find: /\bor\b/g, replace: "and" },
  { in: ["sql"], find: /(?<!not )\bexists \(/g, replace: "not exists (" },
  { in: ["sql"], find: /\bnot (?!null|exists|in\b)/g, replace: "" },
];

/** Every mutant of a file that still parses and whose code, types aside, differs. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const kinds = kindsOf(text);
  const code = strip(text);
  return operators.flatMap((operator) =>
    [...text.matchAll(operator.find)].flatMap((found): Mutant[] => {
      const at = found.index + (/^\s*/.exec(found[0])?.[0].length ?? 0);
      if (!operator.in.includes(kinds[at] ?? "other")) return [];
      const changed = text.slice(0, found.index) + operator.replace + text.slice(found.index + found[0].length);
      if (strip(changed) === undefined || strip(changed) === code) return [];
      const line = text.slice(0, at).split("\n").length;
      return [{ file, line, before: lineOf(text, line), after: lineOf(changed, line), text: changed }];
    }),
  );
}

const lineOf = (text: string, line: number) => text.split("\n")[line - 1] ?? "";

/** The text without its types and line breaks, or undefined if it does not parse. */
function strip(text: string): string | undefined {
  try {
    return stripTypeScriptTypes(text).replaceAll(/\s+/g, " ");
  } catch {
    return undefined;
  }
}

/** What each character belongs to: code, an SQL template, or a comment or other text. */
function kindsOf(text: string): Kind[] {
  const kinds: Kind[] = [];
  // The templates that are open, innermost last, with the braces open in the code inside each.
  const open: { kind: Kind; braces: number }[] = [];
  let inTemplate = false;
  let end = 0;
  const until = (stop: RegExp, from: number) => {
    stop.lastIndex = from;
    return stop.exec(text) === null ? text.length : stop.lastIndex;
  };
  for (let at = 0; at < text.length; at++) {
    const top = open.at(-1);
    if (at < end) kinds.push("other");
    else if (inTemplate && top !== undefined) {
      kinds.push(top.kind);
      if (text[at] === "`") {
        open.pop();
        inTemplate = false;
      } else if (text.startsWith("${", at)) {
        kinds.push(top.kind);
        at++;
        inTemplate = false;
        top.braces = 0;
      } else if (text.startsWith("--", at) && top.kind === "sql") end = until(/\n/g, at);
    } else {
      kinds.push("code");
      if (text.startsWith("//", at)) end = until(/\n/g, at);
      else if (text.startsWith("/*", at)) end = until(/\*\//g, at);
      else if (text[at] === '"') end = until(/(?<!\\)"/g, at + 1);
      else if (text[at] === "`") {
        open.push({ kind: /\bsql$/.test(text.slice(Math.max(0, at - 4), at)) ? "sql" : "other", braces: 0 });
        inTemplate = true;
      } else if (top !== undefined && text[at] === "{") top.braces++;
      else if (top !== undefined && text[at] === "}" && top.braces-- === 0) inTemplate = true;
    }
  }
  return kinds;
}
