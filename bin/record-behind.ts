// In: what a deploy would do, and the record of the last one. Out: findings for nodes that were deployed since, by a run whose record
// is not here. The keys that it issued are not here either, and would be made anew: whoever has them would be locked out.
import type { DeployRecord } from '../lib/diff/record'
import type { DeployPlan } from '../lib/engine/plan'
import type { Finding } from '../lib/values/finding'

export function behindFindings(
  { deployment, nodes, adopt }: Pick<DeployPlan, 'deployment' | 'nodes' | 'adopt'>,
  record: DeployRecord | undefined,
): readonly Finding[] {
  if (adopt === true) return []
  const recorded = new Map(
    record?.nodes.map(({ node, configDir, files }) => [
      `${node} ${configDir}`,
      files.find(({ purpose }) => purpose === 'conf')?.digest,
    ]),
  )
  return nodes.flatMap(({ node, configDir, files }): readonly Finding[] => {
    const last = recorded.get(`${node} ${configDir}`)
    const conf = files.find(({ purpose, action }) => purpose === 'conf' && action === 'replace')
    const found = conf?.differences.find(({ cause }) => cause === 'content')?.found
    if (last === undefined || found === undefined || found === last) return []
    return [
      {
        code: 'record-behind',
        severity: 'error',
        path: `${deployment}/${node}`,
        message: `${configDir}: was deployed since, by a run whose record is not here`,
        change:
          'get the commit of that run (git pull); without it, keys that it issued are made anew by the same command with --adopt',
      },
    ]
  })
}
