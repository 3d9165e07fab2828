// Where a string stands in props. In: a place as the types declare it, and props. Out: the same props with another string there.
import { Secret } from '../../../lib/values/secret'
import type { AnyProps } from '../../constructs/support/cases'

/** Keys from the outside in; the last one may be the key of a record itself. */
export interface Place {
  readonly declared: string
  readonly keys: readonly string[]
}

/** The first place in `props` that is a string, or a secret, at `declared`; undefined where there is none. */
export function placeIn(props: AnyProps, declared: string): Place | undefined {
  const found = search(props, declared.split('.'))
  return found && { declared, keys: found }
}

function search(value: unknown, [step, ...rest]: readonly string[]): readonly string[] | undefined {
  if (step === undefined) return typeof value === 'string' || Secret.isSecret(value) ? [] : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if ((step === '[]') !== Array.isArray(value)) return undefined
  const entries = Object.entries(value)
  if (step === '{key}') return entries[0] && [entries[0][0]]
  for (const [key, inner] of step === '[]' || step === '{}'
    ? entries
    : entries.filter(([key]) => key === step)) {
    const below = search(inner, rest)
    if (below !== undefined) return [key, ...below]
  }
  return undefined
}

/** `props` with `text` at the place, in a secret where one was. */
export function putText(props: AnyProps, { declared, keys }: Place, text: string): AnyProps {
  return put(props, keys, text, declared.endsWith('{key}')) as AnyProps
}

function put(value: unknown, [key, ...rest]: readonly string[], text: string, renames: boolean): unknown {
  if (key === undefined) return Secret.isSecret(value) ? Secret.of(text) : text
  if (Array.isArray(value))
    return value.map((element: unknown, i) =>
      String(i) === key ? put(element, rest, text, renames) : element,
    )
  const entries = Object.entries(value as AnyProps)
  return Object.fromEntries(
    entries.map(([name, inner]) => {
      if (name !== key) return [name, inner]
      return renames && rest.length === 0 ? [text, inner] : [name, put(inner, rest, text, renames)]
    }),
  )
}
