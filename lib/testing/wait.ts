// Waiting for servers, always bounded. In: a question, asked again and again. Out: its first answer.

/** The first value of `ask` that is neither undefined nor false; undefined when there is none in `milliseconds`. */
export async function eventually<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  milliseconds = 10_000,
): Promise<T | undefined> {
  const end = performance.now() + milliseconds
  for (;;) {
    const value = await ask()
    if (value !== undefined && value !== false) return value
    if (performance.now() > end) return undefined
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
