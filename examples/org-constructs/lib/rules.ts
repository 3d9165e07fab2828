// Acme's own rules. Their codes have a namespace; `natsmith explain acme/has-owner` knows them where a program adds them.
import type { Construct } from 'constructs'
import { addRules, type Rule } from 'natsmith'

export const hasOwner: Rule = {
  code: 'acme/has-owner',
  severity: 'error',
  title: 'every account says who answers for it',
  why: 'When an account misbehaves at night, somebody has to be called.',
  change: 'use StandardAccount, or addTags(account, { owner })',
  source: 'Acme platform handbook, accounts',
  check: ({ model }) =>
    model.systems
      .flatMap(({ accounts }) => accounts)
      .filter(({ tags }) => tags['owner'] === undefined)
      .map(({ path }) => ({ path, message: 'tags.owner: is not set', change: 'add the tag owner' })),
}

export const quorum: Rule = {
  code: 'acme/quorum',
  severity: 'warning',
  title: 'a cluster has three nodes or more, and an odd number',
  why: 'With two nodes, the loss of one stops every replicated stream.',
  change: 'add a node',
  source: 'Acme platform handbook, clusters',
  check: ({ model }) =>
    model.clusters
      .filter(({ kind, nodes }) => kind === 'cluster' && (nodes.length < 3 || nodes.length % 2 === 0))
      .map(({ path, nodes }) => ({
        path,
        message: `nodes: ${String(nodes.length)}`,
        change: 'declare three or five',
      })),
}

/** Judges everything below `scope` by Acme's rules, beside natsmith's own. */
export function acmeRules(scope: Construct): void {
  addRules(scope, hasOwner, quorum)
}
