// In: what natsmith throws, or findings. Out: the one text of it that Pulumi shows, in the words of a Pulumi program.
import { blocks, NatsmithError, visible, type Finding } from '../values/finding'
import { count } from '../values/words'
import { adoptAsProp } from './props-for-flags'

/** Every finding that blocks; Pulumi puts `error:` before it. */
export function findingsText(findings: readonly Finding[]): string {
  const blocking = findings.filter(blocks)
  return [`${count(blocking.length, 'error')}, nothing deployed`, ...blocking.map(findingText)].join('\n')
}

export const findingText = ({ code, path, message, change }: Finding): string =>
  `[${code}]  ${visible(path)}\n  ${visible(message)}\n  change: ${visible(inProgram(change))}`

/** Undefined for what natsmith did not throw. */
export function errorText(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('change' in error)) return undefined
  // Errors of another copy of natsmith are not instances of our classes.
  if (error.name === 'FindingsError' && 'findings' in error)
    return findingsText(error.findings as readonly Finding[])
  if (error.name !== NatsmithError.name) return undefined
  return `[${String(error.code)}]\n  ${visible(error.message)}\n  change: ${inProgram(String(error.change))}`
}

/** Flags of natsmith's own commands are props here. */
const inProgram = (change: string): string =>
  adoptAsProp(change)
    .replace(/natsmith issue .*--replace-lost/, 'replaceLost: true in the program, for one pulumi up')
    .replace(
      /^pipe it in: natsmith issue .*--password-stdin (\S+) .*$/,
      "give it in the program: passwords: { '$1': … }",
    )
    .replace('with --store', 'as store')
    .replace('natsmith deploy', 'pulumi up')
