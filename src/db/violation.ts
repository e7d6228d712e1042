/** Awaits the statement. If it violates the constraint or unique index of that name, throws the refusal instead. */
export async function refuseOnViolation<T>(
  statement: Promise<T>,
  constraint: string,
  refusal: () => Error,
): Promise<T> {
  try {
    return await statement;
  } catch (error) {
    if (error instanceof Error && "constraint" in error && error.constraint === constraint) throw refusal();
    throw error;
  }
}
