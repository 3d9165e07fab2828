import { manifestSchema, nodeManifestSchema } from '../../lib/assembly/manifest-schema'
import type { NodeManifest } from '../../lib/assembly/manifest'
import { manifestText, nodeManifestText, parseManifest, parseNodeManifest } from '../../lib/assembly/read'
import { departure } from '../../lib/assembly/schema'
import { assembly, KEY_STORE } from '../support/assembly'
import { codeOf, failureOf } from '../support/steps'

const manifest = assembly([
  { name: 'nats1', fileOwner: { user: 'nats', group: 'nats' } },
  { name: 'nats2' },
]).manifest
const [first] = manifest.nodes
if (first === undefined) throw new Error('no node')
const nodeManifest: NodeManifest = {
  schema: 1,
  deployment: 'prod',
  keyStore: KEY_STORE,
  ...first,
  owner: { uid: 0, gid: 0 },
  superseded: first.files.slice(0, 1),
}

describe('manifestText', () => {
  it('is stable: two spaces, always the same order of keys, a final newline', () => {
    const { nodes, keyStore } = manifest
    const shuffled = { accepted: [], nodes, keyStore, deployment: 'prod', schema: 1 } as const
    expect(manifestText(shuffled)).toBe(manifestText({ ...manifest, accepted: [] }))
    expect(manifestText(manifest)).toMatch(
      /^\{\n {2}"schema": 1,\n {2}"deployment": "prod",\n {2}"keyStore": "[0-9a-f]+",\n {2}"nodes": \[[^]*\n\}\n$/,
    )
  })

  it('is read back as what it was', () => {
    expect(parseManifest(manifestText(manifest), 'manifest.json')).toEqual(manifest)
    expect(parseManifest(manifestText({ ...manifest, testOnly: true }), 'manifest.json').testOnly).toBe(true)
    expect(parseNodeManifest(nodeManifestText(nodeManifest), 'natsmith-manifest.json')).toEqual(nodeManifest)
  })
})

describe('a manifest that is read', () => {
  const text = nodeManifestText(nodeManifest)
  const read = (damaged: string): unknown =>
    codeOf(() => parseNodeManifest(damaged, '/etc/nats/natsmith-manifest.json'))

  it.each([
    ['empty', ''],
    ['cut', text.slice(0, -40)],
    ['of another kind', '[]'],
    ['null', 'null'],
    ['without files', JSON.stringify({ schema: 1 })],
    ['older than any', text.replace('"schema": 1', '"schema": 0')],
    ['with another digest', text.replace('sha256:7', 'sha256:8')],
    ['with another path', text.replace('/etc/nats/nats-server.conf', '/etc/nats/nats-server.conx')],
    ['with another mode', text.replace('"0600"', '"0644"')],
    ['with an impossible mode', text.replace('"0600"', '"600"')],
    ['with a polluting key', text.replace('"deployment": "prod"', '"__proto__": {"deployment": "prod"}')],
  ])('is refused when it is %s', (_, damaged) => {
    expect(damaged).not.toBe(text)
    expect(read(damaged)).toBe('manifest-unreadable')
  })

  it('is refused whichever byte of it is changed', () => {
    for (let at = 0; at < text.length; at += 7) {
      const damaged = `${text.slice(0, at)}${text[at] === '5' ? '6' : '5'}${text.slice(at + 1)}`
      // Blanks between tokens mean nothing, and are told by whoever parses JSON.
      expect(['manifest-unreadable', 'manifest-newer', 'path-escapes']).toContain(read(damaged))
    }
  })

  it('says what is wrong and what to do', () => {
    expect(
      failureOf(() => parseNodeManifest(text.replace('"0600"', '"600"'), '/n/natsmith-manifest.json')),
    ).toMatchObject({
      message: '/n/natsmith-manifest.json: is no manifest: files[0].mode: does not match ^0[0-7]{3}$',
      change:
        "restore it from a backup; or, if the files beside it are natsmith's: rm /n/natsmith-manifest.json, then natsmith deploy --adopt",
    })
  })

  it('is told from one of a newer natsmith', () => {
    expect(read(text.replace('"schema": 1', '"schema": 2'))).toBe('manifest-newer')
    expect(
      codeOf(() => parseManifest(manifestText(manifest).replace('"schema": 1', '"schema": 9'), 'm')),
    ).toBe('manifest-newer')
  })

  it.each(['/etc/passwd', '/etc/nats/../passwd', 'x', '/etc/nats/natsmith-manifest.json'])(
    'is refused when it lists %s as ours',
    (path) => {
      const [file] = nodeManifest.files
      if (file === undefined) throw new Error('no file')
      const listing = { ...nodeManifest, files: [{ ...file, path }] }
      const superseding = { ...nodeManifest, superseded: [{ ...file, path }] }
      expect([read(nodeManifestText(listing)), read(nodeManifestText(superseding))]).toEqual([
        'path-escapes',
        'path-escapes',
      ])
      expect(codeOf(() => parseManifest(manifestText({ ...manifest, nodes: [listing] }), 'm'))).toBe(
        'path-escapes',
      )
    },
  )
})

describe('the schemas', () => {
  it.each([
    ['manifest.json', manifestSchema, manifestText(manifest)],
    ['natsmith-manifest.json', nodeManifestSchema, nodeManifestText(nodeManifest)],
  ])('fit what is written: %s', (_, schema, text) => {
    expect(departure(JSON.parse(text), schema)).toBeUndefined()
  })
})
