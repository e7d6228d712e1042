import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ESTree, parseSync } from "vite";

const root = join(import.meta.dirname, "../../..");

/** A file of the program, of the console, or of a client, as its syntax tree. */
export interface Source {
  /** Relative to the root of the project. */
  file: string;
  text: string;
  tree: ESTree.Program;
}

export const programSources = (): Source[] =>
  globSync("{src,console,clients,demo}/**/*.{ts,tsx}", { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .map((file) => parseSource(file, readFileSync(join(root, file), "utf8")));

export function parseSource(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  return { file, text, tree: program };
}

/** A declaration `const name = …` of the file; undefined if none or several have this name. */
export function constant(variables: readonly ESTree.VariableDeclarator[], name: string): ESTree.Expression | undefined {
  const named = variables.filter(({ id }) => id.type === "Identifier" && id.name === name);
  return named.length === 1 ? (named[0]?.init ?? undefined) : undefined;
}

/** Strips what only the compiler reads: `as`, `satisfies`, `!`, and parentheses. */
export function withoutTypes(node: ESTree.Expression): ESTree.Expression {
  switch (node.type) {
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "ParenthesizedExpression":
      return withoutTypes(node.expression);
    default:
      return node;
  }
}
