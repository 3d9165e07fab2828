// Hostile text in every string that a construct takes: refused where it stands, in words that harm nobody, or kept as it is; and
// what is kept reaches a nats-server byte for byte.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Model } from '../../lib/model/model'
import { resolve } from '../../lib/model/resolve'
import { configDigest } from '../../lib/render/conf/digest'
import { emitConf } from '../../lib/render/conf/emit'
import type { RenderedNode } from '../../lib/render/render'
import { render as renderModel } from '../../lib/render/render'
import type { ConfMap } from '../../lib/values/conf'
import { parseInstant } from '../../lib/constructs/revocations'
import { parseDuration } from '../../lib/values/duration'
import { FindingsError } from '../../lib/values/finding'
import { Secret } from '../../lib/values/secret'
import { parseSize } from '../../lib/values/size'
import { need } from '../../tools/install'
import type { AnyProps } from '../constructs/support/cases'
import { CASES, surroundings } from '../constructs/support/cases'
import { temporaryFolder } from '../support/folder'
import { thrown } from '../support/thrown'
import { CORPUS } from './support/corpus'
import { declaredStrings } from './support/declared-strings'
import { ONE_MATERIAL } from './support/one-material'
import type { Place } from './support/places'
import { placeIn, putText } from './support/places'
import { variantsOf } from './support/variants'

const folder = temporaryFolder()
const ID = 'id'
const DECLARED = declaredStrings(CASES.map(({ kind }) => kind))

/** What is kept in another form: as the documentation of the props says. */
const KEPT_AS: readonly (readonly [RegExp, (text: string) => string])[] = [
  [/(^|\.)(dnsNames\.\[\]|host|advertise|address|nodes\.\{\})$/, (text) => text.toLowerCase()],
  [/^configDir$/, (text) => text.replace(/\/$/, '')],
  [
    /(validity|expires|responseThreshold|timeout|handshakeFirst|pingInterval|writeDeadline|resolver\.(interval|ttl))$/,
    number(parseDuration),
  ],
  [/(^notBefore|revocations\.\[\]\.at)$/, number(parseInstant)],
  [/(max[A-Z]\w*|sizeLimit|MaxStreamBytes)$/, number(parseSize)],
]

function number(parse: (text: string) => number): (text: string) => string {
  return (text) => String(thrown(() => parse(text)) === undefined ? parse(text) : text)
}

/** What is wrong with an error about the text in a place, which names it, or the id that is made of it; undefined: nothing. */
function illSaid(error: unknown, { keys }: Place): string | undefined {
  if (!(error instanceof FindingsError)) return `throws ${String(error)}`
  const { findings, message: said } = error
  if (INVISIBLE.test(said.replaceAll('\n', ''))) return `says ${JSON.stringify(said)}`
  if (said.length > 2_000 * findings.length) return `says ${String(said.length)} characters`
  if (!findings.some(({ message }) => [...keys, ID].some((key) => message.startsWith(key))))
    return `does not name ${keys.join('.')}`
  return findings.every(({ code, path }) => /^[a-z]+(-[a-z]+)+$/.test(code) && path.startsWith('prod'))
    ? undefined
    : `blames ${JSON.stringify(findings)}`
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/** Whether `model` is without what was given; an id is nothing beside a name. */
function lost(model: Model | undefined, { declared }: Place, text: string): string | undefined {
  if (declared === ID) return undefined
  const as = KEPT_AS.filter(([pattern]) => pattern.test(declared)).map(([, keep]) => keep(text))
  const isKept = [...textsIn(model)].some((kept) => [text, ...as].some((form) => kept.includes(form)))
  return isKept ? undefined : 'is taken, and lost'
}

function* textsIn(value: unknown): Generator<string> {
  if (Secret.isSecret(value)) yield value.reveal()
  else if (typeof value === 'object' && value !== null)
    for (const [key, inner] of Object.entries(value)) {
      yield key
      yield* textsIn(inner)
    }
  else yield String(value)
}

describe.each(CASES.map((one) => [one.kind, one] as const))('%s', (kind, one) => {
  const around = surroundings()
  const variants = variantsOf(one, around)
  const targets = [ID, ...(DECLARED.get(kind) ?? [])].map((declared) => {
    for (const props of variants) {
      const place = declared === ID ? { declared, keys: [ID, 'name'] } : placeIn(props, declared)
      if (place !== undefined) return { declared, props, place }
    }
    throw new Error(`${kind}: add a variant with ${declared}`)
  })
  const confs = new Map<string, ConfMap>()

  /** The model with such a construct in it, which is taken out again. */
  function modelWith(props: AnyProps, id = 'attacked'): Model {
    const made = one.make(around, id, props)
    const { model } = resolve(around.scope, 'prod')
    made.node.scope?.node.tryRemoveChild(made.node.id)
    return model
  }
  const attack = ({ props, place }: (typeof targets)[number], text: string): Model =>
    place.declared === ID ? modelWith(props, text) : modelWith(putText(props, place, text))
  const render = (model: Model): readonly RenderedNode[] => renderModel(model, ONE_MATERIAL)
  const digests = new Map(
    variants.map((props) => [props, render(modelWith(props)).map(({ configDigest: digest }) => digest)]),
  )

  it.each(targets.map((target) => [target.declared, target] as const))('%s', (_, target) => {
    const { props, place } = target
    const wrong: string[] = []
    let reachesConf = true
    for (const text of CORPUS) {
      let model: Model | undefined
      const error = thrown(() => (model = attack(target, text)))
      const problem = error === undefined ? lost(model, place, text) : illSaid(error, place)
      if (problem !== undefined) wrong.push(`${text.slice(0, 30)}: ${problem}`)
      if (model === undefined || !reachesConf) continue
      const nodes = render(model)
      reachesConf = nodes.some(({ configDigest: digest }) => !digests.get(props)?.includes(digest))
      for (const { conf, configDigest: digest } of nodes) confs.set(digest, conf)
    }
    expect(wrong).toEqual([])
  })

  it('is read by nats-server as it was meant', () => {
    const all = { resolver: { type: 'MEM', data: Object.fromEntries([...confs.values()].entries()) } }
    const file = join(folder(), 'nats-server.conf')
    writeFileSync(file, emitConf(all))
    const { stderr } = spawnSync(need('nats-server-2.15'), ['-c', file, '-t'], { encoding: 'utf8' })
    expect(stderr).toContain(`is valid (${configDigest(all)})`)
  })
})
