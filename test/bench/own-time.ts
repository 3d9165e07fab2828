// Loaded into every process of an engine, as JavaScript, by --require. Out: lines in the file that OWN_TIME names, which together
// are the milliseconds that natsmith itself has worked there: in synthesis and staging, and in Pulumi's provider. Time in which
// it waits for the disk is not counted: a provider of any engine syncs what it writes.
import { appendFileSync } from 'node:fs'
import Module from 'node:module'

type Work = (this: unknown, ...args: unknown[]) => unknown
type Load = (request: string, parent: { readonly filename?: string } | undefined, isMain: boolean) => unknown

/** By module: functions, or objects of functions. */
const TIMED: Readonly<Record<string, readonly string[]>> = {
  host: ['host', 'stageNodes', 'recordAfter'],
  'pulumi-prepare': ['prepare'],
  'pulumi-provider': ['nodeProvider', 'recordProvider'],
}

const spent = { milliseconds: 0, depth: 0 }

const timed = (work: Work): Work =>
  function (...args) {
    const start = process.cpuUsage()
    spent.depth++
    try {
      return work.apply(this, args)
    } finally {
      const { user, system } = process.cpuUsage(start)
      if (--spent.depth === 0) spent.milliseconds += (user + system) / 1000
    }
  }

const timedAll = (value: Work | Readonly<Record<string, Work>>): unknown =>
  typeof value === 'function'
    ? timed(value)
    : Object.fromEntries(Object.entries(value).map(([name, work]) => [name, timed(work)]))

const loader = Module as unknown as { _load: Load }
const load = loader._load
const seen = new Set<string>()
loader._load = function (request, parent, isMain) {
  const loaded = load.call(this, request, parent, isMain)
  const name = request.split('/').at(-1) ?? ''
  const isOurs = /natsmith|lib\/targets/.test(`${request} ${parent?.filename ?? ''}`)
  if (!isOurs || seen.has(name)) return loaded
  seen.add(name)
  const exported = loaded as Record<string, Work | Readonly<Record<string, Work>>>
  for (const part of TIMED[name] ?? [])
    Object.defineProperty(exported, part, { value: timedAll(exported[part] ?? {}) })
  return loaded
}

/** As often as this, since Pulumi ends its providers by a signal. */
const INTERVAL_MS = 200

function tell(): void {
  const { milliseconds } = spent
  spent.milliseconds = 0
  if (milliseconds > 0) appendFileSync(process.env['OWN_TIME'] ?? '', `${String(milliseconds)}\n`)
}
process.on('exit', tell)
setInterval(tell, INTERVAL_MS).unref()
