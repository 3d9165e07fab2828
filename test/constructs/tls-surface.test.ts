// The `tls` block of each surface: what it takes, in types and at run time, is what the table of surfaces says.
import { TlsSurface } from '../../lib/constructs/tls-surface'
import type { SurfaceTlsProps } from '../../lib/constructs/tls-surface'
import type { SurfaceField, SurfaceName } from '../../lib/values/surfaces'
import { SURFACE_FIELDS, SURFACE_NAMES, honours } from '../../lib/values/surfaces'
import { codeOf, problemsOf } from '../support/thrown'
import { surroundings } from './support/cases'

const VALUES: Readonly<Record<SurfaceField, unknown>> = {
  verify: true,
  verifyAndMap: true,
  verifyCertAndCheckKnownUrls: true,
  pinnedCerts: ['ab'.repeat(32)],
  handshakeFirst: true,
  timeout: '1s',
  connectionRateLimit: 1,
}

const LISTENERS = SURFACE_NAMES.filter((surface) => surface !== 'leaf-remote' && surface !== 'monitoring')

describe.each(LISTENERS)('surface %s', (surface) => {
  it.each(SURFACE_FIELDS)('takes %s if nats-server honours it there', (field) => {
    const { hub, ca: issuer } = surroundings()
    const declare = () => new TlsSurface(hub, 'tls', { surface, issuer, [field]: VALUES[field] })
    expect(problemsOf(declare)).toEqual(honours(surface, field) ? [] : [`field-ignored-on-surface ${field}`])
  })
})

test('the types take exactly the fields of the table', () => {
  type Taken<S extends SurfaceName> = Extract<keyof SurfaceTlsProps<S>, SurfaceField>
  type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false
  const client: Same<Taken<'client'>, Exclude<SurfaceField, 'verifyCertAndCheckKnownUrls'>> = true
  const cluster: Same<Taken<'cluster'>, 'verifyCertAndCheckKnownUrls' | 'pinnedCerts' | 'timeout'> = true
  const websocket: Same<Taken<'websocket'>, 'verify' | 'verifyAndMap'> = true
  const remote: Same<Taken<'leaf-remote'>, 'handshakeFirst' | 'timeout'> = true
  const monitoring: Same<Taken<'monitoring'>, never> = true
  const onOrOff: Same<SurfaceTlsProps<'leaf-remote'>['handshakeFirst'], boolean | undefined> = true
  expect([client, cluster, websocket, remote, monitoring, onOrOff]).not.toContain(false)
})

test('a program with a field that is ignored there does not compile', () => {
  const { hub, ca: issuer } = surroundings()
  const declare = [
    // @ts-expect-error nats-server never checks pins on websocket connections
    () => new TlsSurface(hub, 'a', { surface: 'websocket', issuer, pinnedCerts: ['ab'.repeat(32)] }),
    // @ts-expect-error routes always verify
    () => new TlsSurface(hub, 'b', { surface: 'cluster', issuer, verify: true }),
    // @ts-expect-error only peers have known URLs
    () => new TlsSurface(hub, 'c', { surface: 'client', issuer, verifyCertAndCheckKnownUrls: true }),
  ]
  expect(declare.map(codeOf)).toEqual(declare.map(() => 'field-ignored-on-surface'))
})

test('whose key can be pinned depends on who dials', () => {
  const { hub, leaf, user, ca: issuer } = surroundings()
  const codes = LISTENERS.filter((surface) => honours(surface, 'pinnedCerts')).map((surface) => [
    surface,
    ...[user, hub, leaf].map((pin) =>
      codeOf(
        () =>
          new TlsSurface(hub, surface + pin.node.id, {
            surface,
            issuer,
            pinnedCerts: [pin],
          }),
      ),
    ),
  ])
  expect(codes).toEqual([
    ['client', undefined, 'invalid-pin', 'invalid-pin'],
    ['cluster', 'invalid-pin', undefined, undefined],
    ['leafnodes', undefined, undefined, undefined],
    ['gateway', 'invalid-pin', undefined, undefined],
    ['mqtt', undefined, 'invalid-pin', 'invalid-pin'],
  ])
})

test('what is not said stays open, for where it comes from', () => {
  const { hub, ca } = surroundings()
  expect(new TlsSurface(hub, 'a', { surface: 'leafnodes', issuer: ca }).tls).toEqual({
    surface: 'leafnodes',
    issuer: ca,
  })
  expect(new TlsSurface(hub, 'b', { surface: 'leafnodes', handshakeFirst: false, trust: [] }).tls).toEqual({
    surface: 'leafnodes',
    handshakeFirst: false,
    trust: [],
  })
})

test('it stands directly below servers', () => {
  const { scope, hub, account, leaf, ca: issuer } = surroundings()
  expect(new TlsSurface(hub, 'tls', { surface: 'client', issuer }).servers).toBe(hub)
  expect(new TlsSurface(leaf, 'tls', { surface: 'client', issuer }).servers).toBe(leaf)
  for (const wrong of [scope, account])
    expect(problemsOf(() => new TlsSurface(wrong, 'tls', { surface: 'client', issuer }))).toEqual([
      'invalid-scope scope',
    ])
})
