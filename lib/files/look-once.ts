// Out: this machine as it is seen in one go. Every folder is listed once and every name looked at once, so what one question
// has found is not asked again; what a listing calls a file is opened at once. For readers: whoever has written looks anew.
import { NatsmithError } from '../values/finding'
import { once, recall } from '../values/remember'
import { HERE, listEntries } from './folders'
import { observedOf, readFile, textOf, type Observed, type ReadAs, type Sight } from './observe'

export function lookOnce(): Sight {
  const listings = new Map<string, readonly string[]>()
  const modes = new Map<string, number | undefined>()
  const files = new Set<string>()
  const seen = new Map<string, Observed | undefined>()
  const atOnce = <T>(path: string, as: ReadAs<T>): T | undefined => {
    if (!files.has(path)) return undefined
    try {
      return readFile(path, as)
    } catch (error) {
      // Whoever asks the long way finds out what it is.
      if (error instanceof NatsmithError) return undefined
      throw error
    }
  }
  return {
    ...HERE,
    user: once(HERE.user),
    observe(path) {
      const known = seen.get(path)
      if (known !== undefined || seen.has(path)) return known
      const found = atOnce(path, observedOf) ?? HERE.observe(path)
      seen.set(path, found)
      return found
    },
    readText: (path) =>
      atOnce(path, (stat, content) => {
        seen.set(path, observedOf(stat, content))
        return textOf(stat, content)
      }) ?? HERE.readText(path),
    modeOf: (path) => recall(modes, path, () => HERE.modeOf(path)),
    listFolder: (path) =>
      recall(listings, path, () => {
        const entries = listEntries(path)
        for (const entry of entries) if (entry.isFile()) files.add(`${path}/${entry.name}`)
        return entries.map(({ name }) => name)
      }),
  }
}
