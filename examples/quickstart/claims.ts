// What the quickstart shows, in the order in which it is shown. In: a running site. Out: claims, each with what is
// expected and a way to see it.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

import { login, mayPublish, reaches } from '../../test/oracle/support/client'
import { offerLeaf, offerRoute } from '../../test/oracle/support/intruder'
import { eventually } from '../../test/oracle/support/wait'
import { dial } from '../../test/oracle/support/wire'
import { node } from './natsmith'
import type { Site } from './site'

export interface Claim {
  readonly claim: string
  readonly expected: string
  /** What there is to see; the claim holds when it equals what is expected. */
  readonly see: () => Promise<string>
}

const HUB = ['nats1', 'nats2', 'nats3'] as const

/** Who is let in, on the listeners that others dial. */
export function handshakes(site: Site): readonly Claim[] {
  const shown = (surface: 'client' | 'cluster' | 'leafnodes'): Claim => ({
    claim: `certificate shown on ${surface}`,
    expected: `as issued: ${HUB.join(' ')}`,
    see: async () => {
      const port = (name: string) => site.ports(name)[surface]
      const ask = async (name: string) => {
        const tls = surface === 'cluster' ? 'first' : 'after-info'
        const wire = await dial({ port: port(name), tls, ca: site.authority(name, surface) })
        wire.close()
        return wire.fingerprint === site.fingerprint(name, surface)
      }
      const same = await Promise.all(HUB.map(ask))
      return `as issued: ${HUB.filter((_, i) => same[i]).join(' ')}`
    },
  })
  const knock = async (tls: 'none' | 'after-info'): Promise<string> => {
    const wire = await dial({ port: site.ports('nats1').client, tls, ca: site.authority('nats1', 'client') })
    wire.send('CONNECT {}', 'PING')
    const said = await wire.receive(/PONG/)
    wire.close()
    return said.includes('PONG') ? 'let in' : `refused: ${wire.ended() ?? 'still open'}`
  }
  return [
    shown('client'),
    shown('cluster'),
    shown('leafnodes'),
    {
      claim: 'client without a certificate',
      expected: 'refused: certificate required',
      see: () => knock('after-info'),
    },
    { claim: 'client without TLS', expected: 'refused: closed', see: () => knock('none') },
  ]
}
