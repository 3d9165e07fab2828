import { assemble } from '../../lib/assembly/assemble'
import { manifestText } from '../../lib/assembly/read'
import { assembly, BUNDLE, KEY_STORE, node, SEED } from '../support/assembly'
import { codeOf } from '../support/steps'

describe('assemble', () => {
  it('describes every file of every node, sorted, without its content', () => {
    const { manifest } = assembly([{ name: 'nats2' }, { name: 'nats1' }])
    expect(manifest.nodes.map(({ node: name }) => name)).toEqual(['nats1', 'nats2'])
    expect(manifest.nodes[0]).toMatchObject({
      node: 'nats1',
      cluster: 'hub',
      serverVersion: '2.12',
      configDir: '/etc/nats',
    })
    expect(
      manifest.nodes[0]?.files.map(({ path, purpose, sensitive }) => [path, purpose, sensitive]),
    ).toEqual([
      ['/etc/nats/nats-server.conf', 'conf', true],
      ['/etc/nats/tls/client-7692c3ad.crt', 'certificate', false],
      ['/etc/nats/tls/client-7692c3ad.key', 'key', true],
      ['/etc/nats/tls/client-ca.crt', 'ca', false],
    ])
    expect(manifest.nodes[0]?.files[3]).toEqual({
      path: '/etc/nats/tls/client-ca.crt',
      mode: '0600',
      digest: 'sha256:31d99778ef5f39697264402c3e4b1cbca10ff010878112ee651567f17f8896dd',
      size: BUNDLE.length,
      sensitive: false,
      purpose: 'ca',
      detail: 'client',
      pemBlocks: 2,
    })
    expect(manifest.nodes[0]?.files[1]?.notAfter).toBe('2030-01-01T00:00:00.000Z')
  })

  it('has no secret in the manifest', () => {
    expect(manifestText(assembly().manifest)).not.toContain(SEED.slice(5, 20))
    expect(manifestText(assembly().manifest)).not.toContain('secret one')
  })

  it('does not depend on the order of its input', () => {
    const nodes = [node({ name: 'a' }), node({ name: 'b' })]
    const reversed = nodes.map((one) => ({ ...one, artifacts: [...one.artifacts].reverse() })).reverse()
    expect(assemble({ deployment: 'prod', keyStore: KEY_STORE, nodes: reversed, findings: [] })).toEqual(
      assemble({ deployment: 'prod', keyStore: KEY_STORE, nodes, findings: [] }),
    )
  })

  it('records accepted findings and keys made for tests', () => {
    const finding = {
      code: 'plaintext-listener',
      severity: 'error',
      path: 'prod/hub',
      message: 'no tls',
      change: 'x',
    } as const
    const { manifest } = assemble({
      deployment: 'prod',
      keyStore: KEY_STORE,
      nodes: [],
      findings: [{ ...finding, acknowledged: 'loopback only' }, finding],
      testOnly: true,
    })
    expect(manifest).toEqual({
      schema: 1,
      keyStore: KEY_STORE,
      deployment: 'prod',
      testOnly: true,
      nodes: [],
      accepted: [
        { code: 'plaintext-listener', path: 'prod/hub', message: 'no tls', reason: 'loopback only' },
      ],
    })
  })

  it('refuses two nodes of one name, two files of one name, and a file outside the folder', () => {
    const one = node()
    const artifact = one.artifacts[0]
    if (artifact === undefined) throw new Error('no artifact')
    const withArtifact = (path: string): unknown =>
      codeOf(() =>
        assemble({
          deployment: 'prod',
          keyStore: KEY_STORE,
          nodes: [{ ...one, artifacts: [...one.artifacts, { ...artifact, path }] }],
          findings: [],
        }),
      )
    expect(codeOf(() => assembly([{}, {}]))).toBe('duplicate-node')
    expect(withArtifact('/etc/nats//nats-server.conf')).toBe('duplicate-file')
    expect(withArtifact('/etc/passwd')).toBe('path-escapes')
    expect(withArtifact('/etc/nats/../passwd')).toBe('path-escapes')
    expect(withArtifact('etc/nats/x')).toBe('path-escapes')
  })
})
