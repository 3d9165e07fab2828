// Deciding what a user may publish, subject after subject, none of them twice. In: how many. Out: milliseconds of natsmith, and of
// nats-server's own lists with the same entries and subjects, uncached.
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type * as Behaviour from '../../lib/permissions/behaviour'
import type * as Check from '../../lib/permissions/check'
import type * as Version from '../../lib/values/server-version'
import { need } from '../../tools/install'
import { leastOf } from './measure'

const load = createRequire(join(__dirname, '../../dist/lib/index.js'))
const { behaviourOf } = load('./permissions/behaviour') as typeof Behaviour
const { checkerOf, mayPublish } = load('./permissions/check') as typeof Check
const { parseServerVersion } = load('./values/server-version') as typeof Version

const SERVICES = 200

/** A thousand entries: of two hundred services, what each may publish and what it may not. */
const publish = {
  allow: range(SERVICES, (i) => [
    `svc${i}.orders.>`,
    `svc${i}.*.created`,
    `svc${i}.status`,
    `audit.*.svc${i}`,
  ]),
  deny: range(SERVICES, (i) => [`svc${i}.orders.*.internal`]),
}

/** Two in three of them allowed by one entry or another, none of them equal to any other. */
const subjectsOf = (n: number): readonly string[] =>
  JSON.parse(
    JSON.stringify(
      Array.from({ length: n }, (_, i) => {
        const service = `svc${String(i % SERVICES)}`
        const id = String(i)
        const all = [
          `${service}.orders.${id}.paid`,
          `${service}.u${id}.created`,
          `audit.u${id}.${service}`,
          `${service}.orders.${id}.internal`,
          `other.${service}.${id}`,
        ]
        return all[Math.floor(i / SERVICES) % all.length]
      }),
    ),
  ) as readonly string[]

export function decisions(n: number): { readonly work: number; readonly peer: number } {
  const subjects = subjectsOf(n)
  const checker = checkerOf({ publish }, behaviourOf(parseServerVersion('2.15')))
  let allowed = 0
  const { work } = leastOf(5, {
    work: () => () => {
      allowed = 0
      for (const subject of subjects) if (mayPublish(checker, subject).allowed) allowed++
    },
  })
  const input = JSON.stringify({ ...publish, subjects })
  const printed = execFileSync(need('sublist'), { input, encoding: 'utf8' })
  const theirs = JSON.parse(printed) as { readonly allowed: number; readonly seconds: number }
  if (theirs.allowed !== allowed)
    throw new Error(`nats-server lets ${String(theirs.allowed)} pass, natsmith ${String(allowed)}`)
  return { work, peer: theirs.seconds * 1000 }
}

function range(length: number, each: (i: string) => readonly string[]): readonly string[] {
  return Array.from({ length }, (_, i) => each(String(i))).flat()
}
