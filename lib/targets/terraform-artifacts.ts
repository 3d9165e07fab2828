// In: what another resource of the stack wants of a node's file, and the files that were placed. Out: the text for it as
// Terraform reads it, or a finding where there is no such file.
import type { WantedArtifact } from '../constructs/artifacts'
import type { Finding } from '../values/finding'
import { literal, quoted, type Engine } from './terraform-engine'
import type { Placed } from './terraform-place'

export function textOf<F>(
  placed: readonly Placed<F>[],
  wanted: WantedArtifact,
  engine: Engine<F>,
  isInExpression: boolean,
): string | Finding {
  const { node, purpose, detail, part } = wanted
  const ofNode = placed.filter(({ file }) => file.node === node)
  const found = ofNode.find(({ file }) => file.purpose === purpose && file.detail === detail)
  if (found !== undefined)
    return part === 'file' ? engine.filename(found.resource) : shown(found.file[part], isInExpression)
  const remotes = new Set(ofNode.flatMap(({ file }) => remoteIn(file.detail) ?? []))
  const remote = remoteIn(detail)
  if (remote === undefined || remotes.has(remote))
    return noSuchArtifact(
      wanted,
      `natsmith makes no ${purpose} for its ${detail}`,
      `give that surface TLS, with a ${purpose} of its own; what is on the node already is not natsmith's to hand on`,
    )
  return noSuchArtifact(
    wanted,
    `has no leaf remote "${remote}" with files`,
    remotes.size > 0 ? `name one of: ${[...remotes].join(', ')}` : 'leave it out',
  )
}

/** `text` where Terraform reads text, or an expression. */
export const shown = (text: string, isInExpression: boolean): string =>
  isInExpression ? quoted(text) : literal(text)

const remoteIn = (detail: string): string | undefined => /^leaf-remote (.*)$/.exec(detail)?.[1]

const noSuchArtifact = ({ scope, node }: WantedArtifact, what: string, change: string): Finding => ({
  code: 'no-such-artifact',
  severity: 'error',
  path: scope,
  message: `artifacts("${node}"): ${what}`,
  change,
})
