import { type ESTree, Visitor } from "vite";
import { constant, type Source, withoutTypes } from "./program-sources.ts";

/** A regular expression of the program; null as its source means that only a run would tell it. */
export interface RegularExpression {
  at: string;
  source: string | null;
  flags: string;
}

/** Regular expressions as literals, in `RegExp(…)`, and as the `pattern` of a schema. */
export function regularExpressions({ file, text, tree }: Source): RegularExpression[] {
  const found: RegularExpression[] = [];
  const variables: ESTree.VariableDeclarator[] = [];
  new Visitor({ VariableDeclarator: (node) => void variables.push(node) }).visit(tree);
  const add = (node: ESTree.Node, source: string | null, flags: string) =>
    found.push({ at: `${file}:${text.slice(0, node.start).split("\n").length}`, source, flags });
  const construct = (node: ESTree.CallExpression | ESTree.NewExpression) => {
    if (node.callee.type !== "Identifier" || node.callee.name !== "RegExp") return;
    const [source, flags] = node.arguments as (ESTree.Expression | undefined)[];
    add(node, source ? staticText(source, variables) : "", flags ? (staticText(flags, variables) ?? "") : "");
  };
  new Visitor({
    Literal(node) {
      if ("regex" in node && node.regex) add(node, node.regex.pattern, node.regex.flags);
    },
    CallExpression: construct,
    NewExpression: construct,
    Property(node) {
      const name = node.key.type === "Identifier" ? node.key.name : "value" in node.key ? node.key.value : undefined;
      // TypeBox makes patterns with the flag u, as JSON Schema wants it.
      if (name === "pattern" && !node.shorthand) add(node, staticText(node.value as ESTree.Expression, variables), "u");
    },
  }).visit(tree);
  return found;
}

/** The value of an expression of texts and constants of the same file. */
function staticText(expression: ESTree.Expression, variables: readonly ESTree.VariableDeclarator[]): string | null {
  const node = withoutTypes(expression);
  const all = (parts: readonly ESTree.Expression[]) => parts.map((part) => staticText(part, variables));
  if (node.type === "Literal") return typeof node.value === "string" ? node.value : null;
  if (node.type === "Identifier") {
    const value = constant(variables, node.name);
    return value ? staticText(value, variables) : null;
  }
  if (node.type === "BinaryExpression" && node.operator === "+") {
    const [left = null, right = null] = all([node.left as ESTree.Expression, node.right]);
    return left === null || right === null ? null : left + right;
  }
  if (node.type !== "TemplateLiteral") return null;
  const values = all(node.expressions);
  return values.includes(null)
    ? null
    : node.quasis.map(({ value }, i) => (value.cooked ?? "") + (values[i] ?? "")).join("");
}
