// What the quickstart shows. In: a running site. Out: claims in the order in which they are tried, each with what is
// expected and a way to see it.
import { X509Certificate } from 'node:crypto'
import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { mayPublish, reaches } from '../../test/oracle/support/client'
import { offerLeaf, offerRoute, type Attempt } from '../../test/oracle/support/intruder'
import { eventually } from '../../lib/testing/wait'
import { dial, fingerprintOf } from '../../test/oracle/support/wire'
import type { Site, Surface } from './site'

export interface Claim {
  readonly claim: string
  readonly expected: string
  /** What there is to see; the claim holds when it is what was expected. */
  readonly see: () => Promise<string>
}

const HUB = ['nats1', 'nats2', 'nats3'] as const

/** Listeners show the certificates that were issued, and let nobody in who has none. */
export function handshakes(site: Site): readonly Claim[] {
  const knock = (node: (typeof HUB)[number], surface: Surface, tls: 'none' | 'first' | 'after-info') =>
    dial({ port: site.ports(node)[surface], tls, ca: site.pem(node, 'ca', surface) })
  const shows = (surface: Surface): Claim => ({
    claim: `certificates shown on ${surface}`,
    expected: `as issued: ${HUB.join(', ')}`,
    see: async () => {
      const same: string[] = []
      for (const node of HUB) {
        const wire = await knock(node, surface, surface === 'cluster' ? 'first' : 'after-info')
        wire.close()
        const issued = new X509Certificate(site.pem(node, 'certificate', surface))
        if (wire.fingerprint === fingerprintOf(issued)) same.push(node)
      }
      return `as issued: ${same.join(', ')}`
    },
  })
  const refuses = (claim: string, tls: 'none' | 'after-info', reason: string): Claim => ({
    claim,
    expected: `refused: ${reason}`,
    see: async () => {
      const wire = await knock('nats1', 'client', tls)
      wire.send('CONNECT {}', 'PING')
      const said = await wire.receive(/PONG|-ERR/)
      wire.close()
      if (said.includes('PONG')) return 'let in'
      // An answer in NATS's own words would mean that TLS did not come first.
      return `refused: ${/-ERR '([^']*)'/.exec(said)?.[1] ?? wire.ended() ?? 'no answer'}`
    },
  })
  return [
    shows('client'),
    shows('cluster'),
    shows('leafnodes'),
    refuses('client without a certificate', 'after-info', 'certificate required'),
    refuses('client without TLS', 'none', 'closed'),
  ]
}

/** An ordinary user's certificate makes nobody a peer. */
export function intruders(site: Site): readonly Claim[] {
  const target = (surface: Surface) => {
    const { [surface]: port, monitoring } = site.ports('nats1')
    const { certFile = '', keyFile = '' } = site.settings('ORDERS/alice').tls ?? {}
    const identity = { certificates: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') }
    return { port, monitoring, ca: site.pem('nats1', 'ca', surface), identity }
  }
  const verdict = ({ joined, reason }: Attempt, page: string) =>
    joined ? `in /${page}` : `${reason}, not in /${page}`
  return [
    {
      claim: `alice's certificate as a route (${site.serverVersion})`,
      expected: 'unknown ca, not in /routez',
      see: async () => verdict(await offerRoute(target('cluster'), 'hub'), 'routez'),
    },
    {
      claim: `alice's certificate as a leaf node (${site.serverVersion})`,
      expected: 'Authorization Violation, not in /leafz',
      see: async () => verdict(await offerLeaf(target('leafnodes')), 'leafz'),
    },
  ]
}

/** Users do what they may, and messages go where they should. */
export function messages(site: Site): readonly Claim[] {
  const publishes = (subject: string, expected: string): Claim => ({
    claim: `alice publishes ${subject}`,
    expected,
    see: async () =>
      (await mayPublish(await site.login('ORDERS/alice', 'nats1'), subject)) ? 'allowed' : 'refused',
  })
  const crosses = (claim: string, user: string, node: 'edge' | 'nats2'): Claim => ({
    claim,
    expected: 'received',
    see: async () => {
      const alice = await site.login('ORDERS/alice', 'nats1')
      return (await reaches(alice, await site.login(user, node), 'orders.created')) ? 'received' : 'lost'
    },
  })
  return [
    publishes('orders.created', 'allowed'),
    publishes('billing.invoice', 'refused'),
    crosses('orders.created crosses to the leaf node', 'ORDERS/alice', 'edge'),
    crosses('orders.created is imported by BILLING', 'BILLING/bob', 'nats2'),
  ]
}

/** A client outlives its node, and looks at the name in every certificate. Stops nats1. */
export function reconnect(site: Site): readonly Claim[] {
  return [
    {
      claim: 'a client expects another host name',
      expected: 'ERR_TLS_CERT_ALTNAME_INVALID',
      see: async () => {
        const tls = { ...site.settings('ORDERS/alice').tls, servername: 'nats9.internal' }
        try {
          await site.login('ORDERS/alice', 'nats1', { tls })
          return 'let in'
        } catch (error) {
          return (error as NodeJS.ErrnoException).code ?? String(error)
        }
      },
    },
    {
      claim: 'nats1 stops; its client knew one URL',
      expected: 'at localhost, named by INFO',
      see: async () => {
        const { connection } = await site.login('ORDERS/alice', 'nats1')
        const urls = () => connection.info?.connect_urls ?? []
        const told = (await eventually(() => urls().length > 1 && urls())) ?? []
        const first = connection.getServer()
        await site.stop('nats1')
        const next = await eventually(async () => {
          const server = connection.getServer()
          return (
            server !== first &&
            connection.flush().then(
              () => server,
              () => undefined,
            )
          )
        })
        if (next === undefined) return 'nowhere'
        return `at ${next.replace(/:\d+$/, '')}, ${told.includes(next) ? '' : 'not '}named by INFO`
      },
    },
  ]
}

/** What somebody changes on a node is found, named and mended. */
export function drift(site: Site): readonly Claim[] {
  const drifted = async () => {
    const { code, output } = await site.drift()
    const named = /^.*nats2.*nats-server\.conf.*changed/m.test(output)
    return `exit ${String(code)}${named ? ': nats2 nats-server.conf' : ''}`
  }
  return [
    {
      claim: 'a conf is changed by hand: natsmith drift',
      expected: 'exit 2: nats2 nats-server.conf',
      see: () => {
        appendFileSync(join(site.out, 'nats2', 'nats-server.conf'), 'debug: true\n')
        return drifted()
      },
    },
    {
      claim: 'natsmith deploy',
      expected: 'exit 0',
      see: async () => `exit ${String((await site.deploy()).code)}`,
    },
    { claim: 'natsmith drift afterwards', expected: 'exit 0', see: drifted },
  ]
}
