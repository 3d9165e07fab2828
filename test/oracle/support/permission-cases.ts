// Permissions, and what somebody tries with them. In: nothing, or cases and a running server. Out: random cases, and what the
// simulator and the server say of each differently.
import fc from 'fast-check'
import type { Mapping, Permissions } from '../../../lib/model/model'
import type { Behaviour } from '../../../lib/permissions/behaviour'
import { beginsFilter, checkerOf, filteredBy, mayPublish, maySubscribe } from '../../../lib/permissions/check'
import { outcomesOf } from '../../../lib/permissions/transform'
import { emitConf } from '../../../lib/render/conf/emit'
import { permissionsBlock } from '../../../lib/render/conf/permissions'
import { defined } from '../../../lib/values/defined'
import { covers } from '../../../lib/values/subject'
import { plainClient } from './plain-client'

export interface PermissionCase {
  readonly permissions: Permissions
  /** A source and its destination, of the account. */
  readonly mapping?: readonly [string, string]
  /** Subjects that are published. */
  readonly publish: readonly string[]
  /** `subject`, or `subject queue`, each queue once: subscribed to, one after the other. */
  readonly subscribe: readonly string[]
  /** Subjects that somebody else publishes afterwards. */
  readonly receive: readonly string[]
}

/** The conf of a server: each case has an account of its own, with the user that tries, and one who may do everything. */
export function confOf(cases: readonly PermissionCase[], port: number): string {
  const accounts = cases.map(({ permissions, mapping }, i) => [
    `A${String(i)}`,
    {
      ...(mapping && { mappings: { [mapping[0]]: mapping[1] } }),
      users: [
        { user: `tries${String(i)}`, password: 'pass', permissions: permissionsBlock(permissions) },
        { user: `sends${String(i)}`, password: 'pass' },
      ],
    },
  ])
  return emitConf({
    server_name: 'permissions',
    listen: `127.0.0.1:${String(port)}`,
    accounts: Object.fromEntries(accounts) as never,
  })
}

export interface Verdicts {
  readonly decisions: number
  /** What the server says otherwise: `publish a.b: refused`. */
  readonly differences: readonly string[]
}

/** Does it all to the server that runs with {@link confOf}, and holds what it sees against the simulator. */
export async function compare(
  one: PermissionCase,
  index: number,
  port: number,
  behaviour: Behaviour,
): Promise<Verdicts> {
  const tries = await plainClient(port, `tries${String(index)}`)
  const sends = await plainClient(port, `sends${String(index)}`)
  try {
    const published = await tries.refuses(one.publish.map((subject) => `PUB ${subject} 0\r\n`))
    const subscribed = await tries.refuses(one.subscribe.map((entry, sid) => `SUB ${entry} ${String(sid)}`))
    await sends.refuses(one.receive.map((subject) => `PUB ${subject} 0\r\n`))
    // What was delivered stands before the answer to this.
    await tries.refuses(['SUB ready.for.the.end 999999'])
    return judge(one, behaviour, published, subscribed, tries.delivered)
  } finally {
    tries.close()
    sends.close()
  }
}

function judge(
  { permissions, mapping, publish, subscribe, receive }: PermissionCase,
  behaviour: Behaviour,
  published: readonly boolean[],
  subscribed: readonly boolean[],
  delivered: readonly string[],
): Verdicts {
  const checker = checkerOf(permissions, behaviour)
  const mappings: readonly Mapping[] = mapping
    ? [{ source: mapping[0], destinations: [{ destination: mapping[1] }] }]
    : []
  const mapped = (subject: string): string => outcomesOf(mappings, subject, '').at(0)?.subject ?? ''
  const differences: string[] = []
  let decisions = 0
  const hold = (what: string, ours: boolean, theirs: boolean): void => {
    decisions += 1
    if (ours !== theirs) differences.push(`${what}: ${theirs ? 'goes through' : 'refused'}`)
  }
  publish.forEach((subject, i) => {
    hold(`publish ${subject}`, mayPublish(checker, mapped(subject)).allowed, published[i] === false)
  })
  const taken: { subject: string; queue: string | undefined; sid: number }[] = []
  for (const [sid, entry] of subscribe.entries()) {
    const [subject = '', queue] = entry.split(' ')
    const isTaken = maySubscribe(checker, subject, queue).allowed
    hold(`subscribe ${entry}`, isTaken, subscribed[sid] === false)
    if (isTaken) taken.push({ subject, queue, sid })
  }
  const isFiltered = taken.some(({ subject, queue }) => beginsFilter(checker, subject, queue))
  const got = new Set(delivered)
  for (const sent of new Set(receive)) {
    const subject = mapped(sent)
    for (const { subject: wanted, queue, sid } of taken) {
      if (!covers(wanted, subject)) continue
      const isKept = isFiltered && filteredBy(checker, subject, queue) !== undefined
      hold(`deliver ${sent} to ${wanted} ${queue ?? ''}`, !isKept, got.has(`${subject} ${String(sid)}`))
    }
  }
  return { decisions, differences }
}

const TOKENS = ['a', 'b', 'c', 'd'] as const
const literal = fc.constantFrom(...TOKENS)
const token = fc.oneof({ weight: 3, arbitrary: literal }, { weight: 2, arbitrary: fc.constant('*') })
const tail = fc.constantFrom('', '', '.>')
const subject = fc.oneof(
  { weight: 1, arbitrary: fc.constant('>') },
  {
    weight: 9,
    arbitrary: fc
      .tuple(fc.array(token, { minLength: 1, maxLength: 3 }), tail)
      .map(([tokens, end]) => tokens.join('.') + end),
  },
)
const QUEUES = ['v1', 'v2', 'v1.a', 'v1.*', 'v1.>', '*', '>'] as const
const entry = fc.oneof(
  { weight: 3, arbitrary: subject },
  { weight: 1, arbitrary: fc.tuple(subject, fc.constantFrom(...QUEUES)).map((pair) => pair.join(' ')) },
)
const list = (of: fc.Arbitrary<string>) => fc.uniqueArray(of, { minLength: 1, maxLength: 5 })
const side = (of: fc.Arbitrary<string>) =>
  fc.record({ allow: list(of), deny: list(of) }, { requiredKeys: [] })

const permissions: fc.Arbitrary<Permissions> = fc
  .record(
    {
      publish: side(subject),
      subscribe: side(entry),
      allowResponses: fc.constant({ max: 1, expires: 60_000 }),
    },
    { requiredKeys: ['publish', 'subscribe'] },
  )
  .map((all) => defined(all))

const MAPPINGS = [
  ['a.*', 'b.$1'],
  ['a.*.*', 'b.$2.$1'],
  ['b.>', 'c.d.>'],
  ['*', 'a.{{partition(3,1)}}'],
  ['c.*', '{{split(1,-)}}'],
  ['c.*', 'a.{{splitfromleft(1,1)}}'],
  ['c.*', 'a.{{SplitFromRight(1,2)}}'],
  ['c.*', '{{sliceFromLeft(1,2)}}'],
  ['c.*', '{{sliceFromRight(1,2)}}.b'],
  ['*.*', 'a.{{partition(5,2,1)}}.$1'],
  ['a', 'd'],
] as const
const mapping = fc.option(fc.constantFrom(...MAPPINGS), { nil: undefined, freq: 3 })

const literals = fc.array(literal, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join('.'))
const sent = fc.oneof(
  { weight: 12, arbitrary: literals },
  { weight: 1, arbitrary: subject },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'c.a-b',
      'c.-a',
      'c.--a',
      'c.abcde',
      'c.abcdef',
      'c.äöü',
      '$NRG.a',
      '_GR_.a',
      '$SYS.a',
      '_R_.a',
      'A.b',
    ),
  },
)
const long = fc.constantFrom('c.a-b', 'c.b--a-', 'c.abcde', 'c.abcdef', 'c.äöü')
const wanted = fc.uniqueArray(
  fc.tuple(subject, fc.option(fc.constantFrom(...QUEUES, 'v3', 'v1.b', 'x'), { nil: undefined })),
  // A message goes to one subscription of a queue only.
  { maxLength: 25, selector: ([wants, queue]) => queue ?? wants },
)

/** @param steps - how many subjects each case tries to publish */
export const permissionCase = (steps: number): fc.Arbitrary<PermissionCase> =>
  fc
    .record({
      permissions,
      mapping,
      publish: fc.array(sent, { minLength: steps, maxLength: steps }),
      subscribe: wanted.map((all) => all.map(([wants, queue]) => [wants, queue].filter(Boolean).join(' '))),
      receive: fc.uniqueArray(fc.oneof({ weight: 4, arbitrary: literals }, long), {
        minLength: 10,
        maxLength: 20,
      }),
    })
    .map((one) => defined(one) as PermissionCase)

/** Cases that have one thing less. */
export function* smaller(one: PermissionCase): Generator<PermissionCase> {
  for (const key of ['publish', 'subscribe', 'receive'] as const)
    for (const kept of halves(one[key])) yield { ...one, [key]: kept }
  if (one.mapping !== undefined) yield defined({ ...one, mapping: undefined }) as PermissionCase
  const { allowResponses, ...sides } = one.permissions
  if (allowResponses !== undefined) yield { ...one, permissions: sides }
  for (const key of ['publish', 'subscribe'] as const)
    for (const word of ['allow', 'deny'] as const) {
      const { [key]: lists = {}, ...others } = one.permissions
      const { [word]: entries, ...rest } = lists
      if (entries === undefined) continue
      yield { ...one, permissions: { ...others, [key]: rest } }
      for (const kept of halves(entries))
        if (kept.length > 0) yield { ...one, permissions: { ...others, [key]: { ...rest, [word]: kept } } }
    }
}

/** Half of it, and all but one. */
function* halves<T>(all: readonly T[]): Generator<readonly T[]> {
  if (all.length > 3) {
    yield all.slice(0, all.length / 2)
    yield all.slice(all.length / 2)
  }
  for (const i of all.keys()) yield all.filter((_, j) => j !== i)
}
