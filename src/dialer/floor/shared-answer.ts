const underWay = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Joins an answer that is already being computed, or starts one: a hundred open consoles cost one query. Answers are
 * shared per `context` (a database) while they are being computed, and never cached.
 */
export async function sharedAnswer<T>(context: object, question: string, answer: () => Promise<T>): Promise<T> {
  const answers = underWay.get(context) ?? new Map<string, Promise<unknown>>();
  underWay.set(context, answers);
  const shared = answers.get(question) as Promise<T> | undefined;
  if (shared) return await shared;
  const made = answer().finally(() => answers.delete(question));
  answers.set(question, made);
  return await made;
}
