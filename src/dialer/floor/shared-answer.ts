const underWay = new WeakMap<object, Map<string, Promise<unknown>>>();

/** The answer to a question that is being made already, or a new one: many who ask a house at once cost no more than one. */
export async function sharedAnswer<T>(context: object, question: string, answer: () => Promise<T>): Promise<T> {
  const answers = underWay.get(context) ?? new Map<string, Promise<unknown>>();
  underWay.set(context, answers);
  const shared = answers.get(question) as Promise<T> | undefined;
  if (shared) return await shared;
  const made = answer().finally(() => answers.delete(question));
  answers.set(question, made);
  return await made;
}
