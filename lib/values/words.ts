// In: numbers, names, words. Out: English, and command lines.

/** `1 error`, `3 errors`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
}

/** The first of `names`, and how many more there are. */
export function few(names: readonly string[], most = 8, separator = ' '): string {
  if (names.length <= most) return names.join(separator)
  return `${names.slice(0, most).join(separator)} and ${count(names.length - most, 'more', 'more')}`
}

/** `words` as a shell takes them. */
export function commandLine(...words: readonly string[]): string {
  return words
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')
}
