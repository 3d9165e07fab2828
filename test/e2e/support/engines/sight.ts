// What each engine sees of what happens to a deployment, as docs/guides/engines.md says it and the conformance suite tests it.

/** All that differ in this; OpenTofu and Terraform, and both forks of cdktf, do not. */
export type EngineKind = 'natsmith' | 'terraform' | 'pulumi'

export const ENGINE_KINDS: Readonly<Record<EngineKind, string>> = {
  natsmith: '`natsmith deploy`',
  terraform: 'cdktf and cdktn',
  pulumi: '`pulumi up --refresh`',
}

/**
 * `plan`: the plan names it, and applying the plan puts it right. `refused`: the plan stops, and names it. `not repaired`: the
 * plan names it, and applying it does not put it right. `drift only`: the plan is empty. Of all but the first, natsmith drift says it.
 */
export type Sight = 'plan' | 'refused' | 'not repaired' | 'drift only'

type Row = Readonly<Record<EngineKind, Sight>>

const all = (sight: Sight): Row => ({ natsmith: sight, terraform: sight, pulumi: sight })

/** What happens to files on a node. */
export const DAMAGES = {
  'content changed': all('plan'),
  deleted: all('plan'),
  'mode changed': { ...all('plan'), terraform: 'drift only' },
  'replaced by a link to the same content': { ...all('plan'), terraform: 'drift only' },
  'replaced by a link to something else': { ...all('plan'), terraform: 'not repaired' },
  'replaced by a folder': all('refused'),
  'extra file': all('drift only'),
} as const satisfies Readonly<Record<string, Row>>

/** What happens to the program. */
export const CHANGES = {
  'program changed': all('plan'),
  'user renamed with moved()': all('plan'),
  'secret changed': all('plan'),
  'node removed': all('plan'),
} as const satisfies Readonly<Record<string, Row>>

export type Damage = keyof typeof DAMAGES
export type Change = keyof typeof CHANGES
