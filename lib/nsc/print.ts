// In: a program as data. Out: its TypeScript, as prettier formats it: two blanks, single quotes, no semicolons.
import {
  isList,
  Ref,
  type Addition,
  type Declaration,
  type Program,
  type Word,
  type Words,
} from './declaration'

/** Letters of a line. */
const WIDTH = 110

/** @param source - where it comes from, for people */
export function printProgram({ deployment, declarations, additions }: Program, source: string): string {
  const used = new Set([...variablesIn(declarations), ...variablesIn(additions)])
  const kinds = [...new Set(declarations.map(({ kind }) => kind))].sort()
  const paragraphs = [
    ...grouped(declarations).map((group) => group.map((one) => declarationText(one, used)).join('')),
    ...(additions.length > 0 ? [additions.map(additionText).join('')] : []),
  ]
  return `// ${source}
import { ${[...kinds, 'deployment'].join(', ')} } from 'natsmith'

export default deployment(${text(deployment)}, (scope) => {
${paragraphs.join('\n')}})
`
}

/** An account and its users stand together. */
function grouped(declarations: readonly Declaration[]): readonly (readonly Declaration[])[] {
  const groups: Declaration[][] = []
  for (const declaration of declarations) {
    const group = groups.at(-1)
    if (declaration.kind === 'User' && group !== undefined) group.push(declaration)
    else groups.push([declaration])
  }
  return groups
}

function declarationText(
  { kind, variable, below, id, props }: Declaration,
  used: ReadonlySet<string>,
): string {
  const start = `  ${used.has(variable) ? `const ${variable} = ` : ''}new ${kind}(${below ?? 'scope'}, ${text(id)}`
  return Object.values(props).every((prop) => prop === undefined)
    ? `${start})\n`
    : `${start}, ${wordText(props, 2, start.length + 3)})\n`
}

function additionText({ call, variable, props }: Addition): string {
  const start = `  ${variable}.${call}(`
  return `${start}${wordText(props, 2, start.length + 1)})\n`
}

/** @param taken - letters of the line that are not the word's, before and after it */
function wordText(word: Word, indent: number, taken: number): string {
  const line = lineText(word)
  if (typeof word !== 'object' || word instanceof Ref) return line
  if (taken + line.length <= WIDTH && !isBroken(word)) return line
  const inner = ' '.repeat(indent + 2)
  const [open, close] = isList(word) ? ['[', ']'] : ['{', '}']
  const parts = isList(word)
    ? word.map((element) => wordText(element, indent + 2, indent + 3))
    : entriesOf(word as Words).map(([prop, value]) => {
        const start = `${propText(prop)}: `
        return `${start}${wordText(value, indent + 2, indent + 3 + start.length)}`
      })
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${' '.repeat(indent)}${close}`
}

/** Prettier never writes a list of several objects, each of several properties, on one line. */
function isBroken(word: Word | undefined): boolean {
  if (typeof word !== 'object' || word instanceof Ref) return false
  const inner = Object.values(word as Words)
  const isObject = (element: Word | undefined): boolean =>
    typeof element === 'object' && !(element instanceof Ref) && Object.values(element).length > 1
  return (isList(word) && inner.length > 1 && inner.every(isObject)) || inner.some(isBroken)
}

function lineText(word: Word): string {
  if (word instanceof Ref) return word.variable
  if (typeof word === 'string') return text(word)
  if (typeof word !== 'object') return String(word)
  if (isList(word)) return `[${word.map(lineText).join(', ')}]`
  const entries = entriesOf(word)
  return entries.length === 0
    ? '{}'
    : `{ ${entries.map(([prop, value]) => `${propText(prop)}: ${lineText(value)}`).join(', ')} }`
}

const entriesOf = (words: Words): readonly (readonly [string, Word])[] =>
  Object.entries(words).flatMap(([prop, value]) => (value === undefined ? [] : [[prop, value] as const]))

const propText = (prop: string): string => (/^[A-Za-z_$][\w$]*$/.test(prop) ? prop : text(prop))

/** A string of JavaScript, in the quotes that need fewer escapes. */
function text(value: string): string {
  const count = (quote: string): number => value.split(quote).length
  const quote = count("'") > count('"') ? '"' : "'"
  const escaped = JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll(quote, `\\${quote}`)
  return `${quote}${escaped.replace(/[\u2028\u2029\p{Cc}\p{Cf}]/gu, escapeOf)}${quote}`
}

const escapeOf = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`

function variablesIn(all: readonly (Declaration | Addition)[]): readonly string[] {
  const inWord = (word: Word | undefined): readonly string[] => {
    if (word instanceof Ref) return [word.variable]
    return typeof word === 'object' ? Object.values(word as Words).flatMap(inWord) : []
  }
  return all.flatMap((one) => [
    ...('call' in one ? [one.variable] : one.below === undefined ? [] : [one.below]),
    ...inWord(one.props),
  ])
}
