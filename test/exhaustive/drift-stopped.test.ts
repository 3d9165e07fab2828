// What drift says of a deploy that was stopped, at every step of it.
import { rmSync } from 'node:fs'
import { driftOfFiles } from '../../lib/drift/drift-files'
import { deploying, ONE, TWO } from '../support/deploying'
import { buryLocks, crashAt, stepsOf } from '../support/steps'

const { out, target, at, deploy } = deploying()

const told = (): string[] =>
  driftOfFiles('prod', target(), [{ node: 'nats1', configDir: '/etc/nats' }], Date.UTC(2026, 0, 1))
    .rows.filter(({ status, cause }) => status !== 'same' || cause !== undefined)
    .map(({ file, status, cause }) => [file, status, cause].filter(Boolean).join(' '))

it('is what an interrupted deploy left, until the next one finishes it', () => {
  deploy(ONE)
  const steps = stepsOf(() => {
    deploy(TWO)
  }).filter((name) => name !== 'read').length
  let unfinished = 0
  for (let step = 1; step < steps; step += 1) {
    rmSync(out(), { recursive: true })
    deploy(ONE)
    crashAt(step, () => {
      deploy(TWO)
    })
    if (told().includes('/etc/nats/.natsmith-journal.json changed unfinished')) unfinished += 1
    buryLocks(at(''))
    deploy(TWO)
    expect(told()).toEqual([])
  }
  expect(unfinished).toBeGreaterThan(steps / 2)
})
