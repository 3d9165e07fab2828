// In: the text of a file that is committed. Out: where git marked that it could not merge it.

/** The first line that git marked, counted from 1; undefined where there is none. */
export function markedLine(text: string): number | undefined {
  const line = text.split('\n').findIndex((candidate) => /^(<{7}|={7}|>{7})( |$)/.test(candidate))
  return line < 0 ? undefined : line + 1
}
