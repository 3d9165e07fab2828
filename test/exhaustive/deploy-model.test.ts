// Any sequence of deploys, crashes and damage: the node is always whole, and one more deploy makes it what the program says.
import fc from 'fast-check'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { driftOfFiles } from '../../lib/drift/drift-files'
import { applyDeploy } from '../../lib/engine/apply'
import { planDeploy } from '../../lib/engine/plan'
import type { Target } from '../../lib/engine/target'
import { assembly } from '../support/assembly'
import { temporaryFolder } from '../support/folder'
import { buryLocks, crashAt } from '../support/steps'
import { tree } from '../support/tree'

const folder = temporaryFolder()

type Step =
  | { readonly kind: 'deploy'; readonly generation: string }
  | { readonly kind: 'crash'; readonly generation: string; readonly at: number }
  | { readonly kind: 'damage'; readonly file: string; readonly how: Damage }
type Damage = 'delete' | 'truncate' | 'mode' | 'link'

const generation = fc.constantFrom('one', 'two', 'three')
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('deploy' as const), generation }),
    fc.record({ kind: fc.constant('crash' as const), generation, at: fc.integer({ min: 1, max: 60 }) }),
    fc.record({
      kind: fc.constant('damage' as const),
      file: fc.constantFrom('nats-server.conf', 'tls/client-ca.crt', 'tls/client-7692c3ad.key'),
      how: fc.constantFrom<Damage>('delete', 'truncate', 'mode', 'link'),
    }),
  ),
  { maxLength: 8 },
)

function damage(path: string, how: Damage): void {
  if (!existsSync(path)) return
  if (how === 'mode') chmodSync(path, 0o644)
  else if (how === 'truncate') writeFileSync(path, '')
  else rmSync(path)
  if (how === 'link') symlinkSync('/etc/hostname', path)
}

it('converges', () => {
  fc.assert(
    fc.property(steps, generation, (history: readonly Step[], last) => {
      const dir = mkdtempSync(join(folder(), 'run-'))
      const target: Target = { kind: 'out', dir }
      const deploy = (name: string): void => {
        const wanted = assembly([{ generation: name }])
        applyDeploy(planDeploy(wanted, target), wanted)
      }
      const nodeFolder = join(dir, 'nats1/etc/nats')
      for (const step of history) {
        if (existsSync(nodeFolder)) buryLocks(nodeFolder)
        if (step.kind === 'deploy') deploy(step.generation)
        else if (step.kind === 'damage') damage(join(nodeFolder, step.file), step.how)
        else
          crashAt(step.at, () => {
            deploy(step.generation)
          })
      }
      if (existsSync(nodeFolder)) buryLocks(nodeFolder)
      deploy(last)

      const wanted = assembly([{ generation: last }])
      expect(tree(join(dir, 'nats1'))).toMatchObject(
        Object.fromEntries(wanted.artifacts.map(({ path, content }) => [path.slice(1), content])),
      )
      expect(planDeploy(wanted, target).hasChanges).toBe(false)
      const now = Date.UTC(2026, 0, 1)
      const { totals } = driftOfFiles('prod', target, [{ node: 'nats1', configDir: '/etc/nats' }], now)
      expect(totals).toEqual({ same: 5, changed: 0, missing: 0, extra: 0, unchecked: 0 })
      expect(readFileSync('/etc/hostname', 'utf8')).not.toContain('nats1 ')
    }),
    { numRuns: 40 },
  )
})
