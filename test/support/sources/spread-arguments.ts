import { type ESTree, Visitor } from "vite";
import { constant, type Source, withoutTypes } from "./program-sources.ts";

/** A call that passes each element of an array as an argument of its own: `push(...rows)`, `max.apply(null, rows)`. */
export interface SpreadArgument {
  at: string;
  file: string;
  /** The array as the source writes it. */
  array: string;
}

/** The spread arguments whose array the source does not bound. An engine passes some 100,000 arguments and then fails. */
export function spreadArguments({ file, text, tree }: Source): SpreadArgument[] {
  const found: SpreadArgument[] = [];
  const variables: ESTree.VariableDeclarator[] = [];
  new Visitor({ VariableDeclarator: (node) => void variables.push(node) }).visit(tree);
  // The rest parameter of each function that the walk is in.
  const rests: (string | undefined)[] = [];
  const enter = ({ params }: { params: readonly ESTree.ParamPattern[] }) => {
    const last = params.at(-1);
    rests.push(last?.type === "RestElement" && last.argument.type === "Identifier" ? last.argument.name : undefined);
  };
  const leave = () => void rests.pop();

  const isBounded = (expression: ESTree.Expression): boolean => {
    const node = withoutTypes(expression);
    switch (node.type) {
      case "ArrayExpression":
        return node.elements.every((one) => one?.type !== "SpreadElement" || isBounded(one.argument));
      case "ConditionalExpression":
        return isBounded(node.consequent) && isBounded(node.alternate);
      case "Identifier": {
        // The arguments of this function's own caller, which is held to the same rule.
        if (rests.includes(node.name)) return true;
        const value = constant(variables, node.name);
        return (
          value?.type === "TSAsExpression" &&
          text.slice(value.start, value.end).endsWith("as const") &&
          isBounded(value)
        );
      }
      case "CallExpression": {
        // Objects and arrays written in the source, mapped or filtered.
        const { callee } = node;
        if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return false;
        return ["map", "filter", "toSorted", "toReversed"].includes(callee.property.name) && isBounded(callee.object);
      }
      default:
        return false;
    }
  };
  const add = (node: ESTree.Node, array: ESTree.Expression) => {
    if (isBounded(array)) return;
    const at = `${file}:${text.slice(0, node.start).split("\n").length}`;
    found.push({ at, file, array: text.slice(array.start, array.end).replaceAll(/\s+/g, " ") });
  };
  const check = (node: ESTree.CallExpression | ESTree.NewExpression) => {
    for (const one of node.arguments) if (one.type === "SpreadElement") add(one, one.argument);
  };
  new Visitor({
    FunctionDeclaration: enter,
    "FunctionDeclaration:exit": leave,
    FunctionExpression: enter,
    "FunctionExpression:exit": leave,
    ArrowFunctionExpression: enter,
    "ArrowFunctionExpression:exit": leave,
    CallExpression(node) {
      check(node);
      const [, , third] = node.arguments;
      const second = node.arguments[1];
      if (node.callee.type !== "MemberExpression" || node.callee.property.type !== "Identifier") return;
      if (node.callee.property.name !== "apply") return;
      const array = third ?? second;
      if (array && array.type !== "SpreadElement") add(node, array);
    },
    NewExpression: check,
  }).visit(tree);
  return found;
}
