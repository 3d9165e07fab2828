// In: --via, a command line that runs a command on a host, as `ssh {host}`. Out: its words for one node. No shell reads them,
// so whatever a node is called stays within the word that it is put into.
import { NatsmithError, show } from '../values/finding'

/** A node, and the name or address under which others dial it. */
export interface Named {
  readonly node: string
  readonly host: string
}

/**
 * Words are separated by blanks. Quotes and backslashes keep blanks together as they do in a shell; nothing is expanded.
 * Throws NatsmithError `usage`.
 */
export function parseVia(text: string): readonly string[] {
  const words: string[] = []
  const rest = text.replace(WORD, (_all, word: string) => {
    words.push(
      word.replace(PART, (_part, single?: string, double?: string, bare?: string) =>
        unquoted(single, double, bare),
      ),
    )
    return ''
  })
  if (words.length === 0 || rest.trim() !== '')
    throw new NatsmithError(
      'usage',
      `--via: ${show(text)} is no command line`,
      "close every quote; for example --via 'ssh {host}'",
    )
  return words
}

const WORD = /\s*((?:'[^']*'|"(?:[^"\\]|\\[^])*"|\\[^]|[^\s'"\\])+)/g
const PART = /'([^']*)'|"((?:[^"\\]|\\[^])*)"|\\([^])/g

const unquoted = (single?: string, double?: string, bare?: string): string =>
  single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? bare ?? ''

/** `text` with `{node}` and `{host}` replaced. */
export const forNode = (text: string, { node, host }: Named): string =>
  text.replace(/\{(node|host)\}/g, (_all, name) => (name === 'node' ? node : host))

/** Whether `text` can be another for another node. */
export const namesNode = (text: string): boolean => /\{(node|host)\}/.test(text)
