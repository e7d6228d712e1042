import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Plugin } from "vite";

/**
 * Lets tests check the declared type of every row that the program reads: `query<{ leadId: number }>` is only a claim, since the
 * compiler does not see the SQL. Types that this cannot read, such as those of jsonb columns, are not checked.
 */
export function checkRowTypes(root: string): Plugin {
  const source = join(root, "src");
  return {
    name: "check-row-types",
    enforce: "pre",
    transform(code, id) {
      const file = id.split("?")[0] ?? id;
      if (!file.startsWith(`${source}/`) || file.endsWith(".test.ts")) return null;
      const checked = code.replaceAll(typedReads, (whole, tx: string, method: string, type: string, offset: number) => {
        const fields = fieldsOf(type, file, code);
        if (fields === undefined || tx.endsWith("client")) return whole;
        const at = `${relative(root, file)}:${code.slice(0, offset).split("\n").length}`;
        return `checkedRows(${tx}, ${JSON.stringify(fields)}, ${JSON.stringify(at)}).${method}(`;
      });
      if (checked === code) return null;
      const check = join(root, "test/support/rows/checked-rows.ts");
      return { code: `import { checkedRows } from ${JSON.stringify(check)};${checked}`, map: null };
    },
  };
}

/** Calls such as `this.#db.query<Omit<Claim, "lead">>(`: the object, the method, and the type. */
export const typedReads = /((?:[\w#]+\.)*[\w#]+)\.(query|one|maybe)<((?:[^<>()]|<[^<>]*>)+)>\(/g;

/** The kinds of value that each field of a row may have; undefined if the type cannot be read. */
export type Fields = Record<string, string[]>;

/** Reads an object type, or the name of one that this file declares or imports from the program. */
export function fieldsOf(type: string, file: string, code: string): Fields | undefined {
  const text = type.trim();
  const [, utility, base, names] = /^(Pick|Omit)<\s*(\w+),\s*([^<>]*)>$/.exec(text) ?? [];
  if (base !== undefined) {
    const fields = fieldsOf(base, file, code);
    const named = new Set([...(names ?? "").matchAll(/"(\w+)"/g)].map(([, name]) => name));
    return (
      fields && Object.fromEntries(Object.entries(fields).filter(([key]) => named.has(key) === (utility === "Pick")))
    );
  }
  if (text.startsWith("{") && text.endsWith("}")) return fieldsOfBody(text.slice(1, -1), file, code);
  if (!/^\w+$/.test(text)) return undefined;
  const [, parent, body] =
    new RegExp(`(?:interface ${text}(?: extends ([^{]+))? |type ${text} = )\\{\\n(.*?)\\n\\}`, "s").exec(code) ?? [];
  if (body !== undefined) {
    if (parent === undefined) return fieldsOfBody(body, file, code);
    const inherited = fieldsOf(parent, file, code);
    return inherited && { ...inherited, ...fieldsOfBody(body, file, code) };
  }
  const imported = importOf(text, file, code);
  return imported && fieldsOf(text, imported.file, imported.code);
}

function fieldsOfBody(body: string, file: string, code: string): Fields {
  const fields: Fields = {};
  for (const member of splitAt(body.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, ""), ";")) {
    const [, name, optional, type] = /^(?:readonly )?(\w+)(\?)?:(.*)$/s.exec(member.trim()) ?? [];
    if (name !== undefined) fields[name] = [...kindsOf(type ?? "", file, code), ...(optional ? ["undefined"] : [])];
  }
  return fields;
}

const primitives = ["string", "number", "boolean", "null", "undefined", "Date", "Buffer"];

/** The kinds of a type: primitives, literals in JSON, or "any". */
function kindsOf(type: string, file: string, code: string): string[] {
  return splitAt(type, "|").flatMap((part) => {
    const one = part.trim();
    if (one === "") return [];
    if (primitives.includes(one) || /^"[^"]*"$|^\d+$|^true$|^false$/.test(one)) return [one];
    if (/^(?:readonly )?\w+\[\]$/.test(one)) return ["array"];
    const declared = new RegExp(`type ${one} =([^;{]*);`).exec(/^\w+$/.test(one) ? code : "")?.[1];
    if (declared !== undefined && !declared.includes("typeof")) return kindsOf(declared, file, code);
    const imported = /^\w+$/.test(one) ? importOf(one, file, code) : undefined;
    return imported ? kindsOf(one, imported.file, imported.code) : ["any"];
  });
}

function importOf(name: string, file: string, code: string): { file: string; code: string } | undefined {
  const from = new RegExp(`import [^;]*\\b${name}\\b[^;]* from "(\\.[^"]*)";`).exec(code)?.[1];
  if (from === undefined) return undefined;
  const other = resolve(dirname(file), from);
  return { file: other, code: readFileSync(other, "utf8") };
}

/** Splits at a separator outside of brackets and quotes. */
function splitAt(text: string, separator: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const one of text.matchAll(/"[^"]*"|=>|./gs)) {
    if (/^[{([<]$/.test(one[0])) depth++;
    if (/^[})\]>]$/.test(one[0])) depth--;
    if (one[0] === separator && depth === 0) parts.push("");
    else parts.push((parts.pop() ?? "") + one[0]);
  }
  return parts;
}
