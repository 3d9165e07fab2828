// A `tls` block in a conf.
import type { Construct } from 'constructs'
import type { NatsClusterProps, SurfaceTlsProps } from '../../../lib/index'
import { CertificateAuthority, NatsCluster, TlsSurface } from '../../../lib/index'
import type { ConfMap } from '../../../lib/values/conf'
import { confAt } from '../../../lib/values/conf'
import { ONE, confFor } from '../../support/render'

describe('a tls block', () => {
  const surfaceConf = (
    props: (ca: CertificateAuthority) => SurfaceTlsProps<'client'>,
    version = '2.10',
  ): ConfMap =>
    confFor((scope) => {
      const ca = new CertificateAuthority(scope, 'ca')
      const serverVersion = version as NatsClusterProps['serverVersion']
      const hub = new NatsCluster(scope, 'hub', { ...ONE, serverVersion, routes: {}, leafnodes: {} })
      new TlsSurface(hub, 'tls', { surface: 'client', ...props(ca) })
    })

  it('names files by their fingerprints, and verifies', () => {
    expect(surfaceConf((issuer) => ({ issuer }))['tls']).toEqual({
      cert_file: expect.stringMatching(/^\/etc\/nats\/tls\/client-[0-9a-f]{16}\.crt$/) as string,
      key_file: expect.stringMatching(/^\/etc\/nats\/tls\/client-[0-9a-f]{16}\.key$/) as string,
      ca_file: expect.stringMatching(/^\/etc\/nats\/tls\/client-ca-[0-9a-f]{16}\.crt$/) as string,
      verify: true,
    })
  })

  it('says one thing once: mapping implies verifying', () => {
    expect(surfaceConf((issuer) => ({ issuer, verifyAndMap: true }))['tls']).toMatchObject({
      verify_and_map: true,
    })
    expect(surfaceConf((issuer) => ({ issuer, verifyAndMap: true }))['tls']).not.toHaveProperty('verify')
    expect(surfaceConf((issuer) => ({ issuer, verify: false }))['tls']).not.toHaveProperty('verify')
  })

  it.each([
    ['2.10', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305'],
    ['2.12', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
  ])('calls cipher suites as %s does', (version, name) => {
    const cipherSuites = ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'] as const
    expect(surfaceConf((issuer) => ({ issuer, cipherSuites }), version)['tls']).toMatchObject({
      cipher_suites: [name],
    })
  })

  it('names the files of the node itself, where certificates are given by node', () => {
    const onNode = (name: string) => ({
      onNode: { certFile: `/acme/${name}.crt`, keyFile: `/acme/${name}.key` },
    })
    const declare = (scope: Construct): void => {
      const tls = {
        certificate: { byNode: { n1: onNode('n1'), n2: onNode('n2') } },
        trust: [new CertificateAuthority(scope, 'ca')],
      }
      new NatsCluster(scope, 'hub', { ...ONE, nodes: { n1: 'n1', n2: 'n2' }, tls })
    }
    expect(confFor(declare)['tls']).toMatchObject({ cert_file: '/acme/n1.crt', key_file: '/acme/n1.key' })
    expect(confFor(declare, 'n2')['tls']).toMatchObject({
      cert_file: '/acme/n2.crt',
      key_file: '/acme/n2.key',
    })
  })

  it('has what else was set', () => {
    const fingerprint = 'AB'.repeat(32)
    const tls = surfaceConf((issuer) => ({
      issuer,
      minVersion: '1.3',
      curvePreferences: ['X25519', 'CurveP256'],
      pinnedCerts: [fingerprint],
      timeout: '5s',
      connectionRateLimit: 100,
    }))['tls']
    expect(tls).toMatchObject({
      min_version: '1.3',
      curve_preferences: ['X25519', 'CurveP256'],
      pinned_certs: [fingerprint.toLowerCase()],
      timeout: '5s',
      connection_rate_limit: 100,
    })
  })

  it.each([
    [true, true],
    ['auto', 'auto'],
    ['300ms', '300ms'],
  ] as const)('has handshakeFirst %s as %s', (handshakeFirst, written) => {
    expect(surfaceConf((issuer) => ({ issuer, handshakeFirst }))['tls']).toMatchObject({
      handshake_first: written,
    })
  })

  it('pins the keys that were issued to the nodes of a cluster', () => {
    const conf = confFor((scope) => {
      const ca = new CertificateAuthority(scope, 'ca')
      const hub = new NatsCluster(scope, 'hub', { ...ONE, nodes: { n1: 'n1', n2: 'n2' } })
      new TlsSurface(hub, 'tls', {
        surface: 'cluster',
        issuer: ca,
        pinnedCerts: [hub],
        verifyCertAndCheckKnownUrls: true,
      })
    })
    const pin = expect.stringMatching(/^[0-9a-f]{64}$/) as string
    expect(confAt(conf, ['cluster', 'tls'])).toMatchObject({
      pinned_certs: [pin, pin],
      verify_cert_and_check_known_urls: true,
    })
  })

  it('refers to what is on the node already', () => {
    const certificate = { onNode: { certFile: '/acme/tls.crt', keyFile: '/acme/tls.key' } }
    const trust = [{ onNode: { caFile: '/acme/ca.crt' } }]
    expect(surfaceConf(() => ({ certificate, trust }))['tls']).toEqual({
      cert_file: '/acme/tls.crt',
      key_file: '/acme/tls.key',
      ca_file: '/acme/ca.crt',
      verify: true,
    })
  })
})
