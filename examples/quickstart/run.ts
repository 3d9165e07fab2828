// `npm run quickstart`: deploys the program beside this file with natsmith, runs it on real nats-servers, and tries
// everything it promises. In: another program, if one is named. Out: a table; exit code 1 if a claim fails. Whatever
// happens, also Ctrl-C, everything is stopped and removed.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { freeOffset } from '../../lib/testing/ports'
import { ensure } from '../../tools/install'
import { drift, handshakes, intruders, messages, reconnect, type Claim } from './claims'
import { ports } from './natsmith'
import { newSite, NODES, type Site } from './site'

const NEWEST = '2.15'
const OLDEST = '2.10'

async function main(program: string, end: AbortController): Promise<boolean> {
  const { signal } = end
  const tools = ensure([`nats-server-${NEWEST}`, `nats-server-${OLDEST}`])
  const numbers = [...NODES, ...NODES].keys()
  const shift = await freeOffset([...numbers].flatMap((number) => Object.values(ports(number))))
  const folder = mkdtempSync(join(tmpdir(), 'natsmith-quickstart-'))
  const site = (line: typeof NEWEST | typeof OLDEST, first: number): Site => {
    const own = join(folder, line)
    mkdirSync(own)
    const server = tools[`nats-server-${line}`]
    return newSite({ program, serverVersion: line, server, folder: own, shift: first, signal })
  }
  const newest = site(NEWEST, shift)
  const oldest = site(OLDEST, shift + NODES.length)
  const sites = [newest, oldest]
  try {
    note('natsmith deploys two clusters …')
    await Promise.all(sites.map(deploy))
    note('nats-servers start …')
    await Promise.all([newest.start('nats1', 'nats2', 'nats3', 'edge'), oldest.start('nats1')])
    return await show(
      [
        ...handshakes(newest),
        ...intruders(newest),
        ...intruders(oldest),
        ...messages(newest),
        ...reconnect(newest),
        ...drift(newest),
      ],
      signal,
    )
  } finally {
    end.abort()
    await Promise.allSettled(sites.map((site) => site.close()))
    rmSync(folder, { recursive: true, force: true })
    note('stopped and removed everything')
  }
}

async function deploy(site: Site): Promise<void> {
  for (const step of [
    () => site.deploy('--issue'),
    () => site.creds('ORDERS/alice'),
    () => site.creds('BILLING/bob'),
  ]) {
    const { code, output } = await step()
    if (code !== 0) throw new Error(output)
  }
}

/** Tries the claims one after the other, and prints a row for each. */
async function show(claims: readonly Claim[], signal: AbortSignal): Promise<boolean> {
  const widths = ['claim', 'expected', 'expected'] as const
  const columns = widths.map((key) => Math.max(...claims.map((claim) => claim[key].length)))
  const row = (...cells: readonly string[]): void => {
    const line = cells.map((cell, i) => cell.padEnd(columns[i] ?? 0)).join('  ')
    process.stdout.write(`${line.trimEnd()}\n`)
  }
  row('claim', 'expected', 'seen')
  let held = 0
  for (const { claim, expected, see } of claims) {
    const seen = await see().catch(String)
    signal.throwIfAborted()
    if (seen === expected) held++
    row(claim, expected, seen, seen === expected ? 'ok' : 'FAIL')
  }
  row(`${String(held)} of ${String(claims.length)} claims hold`)
  return held === claims.length
}

function note(text: string): void {
  process.stderr.write(`${text}\n`)
}

const end = new AbortController()
for (const name of ['SIGINT', 'SIGTERM'] as const)
  process.on(name, () => {
    end.abort(new Error(name))
  })

void main(resolve(process.argv[2] ?? join(__dirname, 'natsmith.ts')), end)
  .catch((error: unknown) => {
    note(error instanceof Error ? error.message : String(error))
    return false
  })
  // Not by exitCode: a client that is still dialling would keep the process alive.
  .then((held) => process.exit(held ? 0 : 1))
