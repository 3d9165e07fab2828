import fc from 'fast-check'
import { resolve, sep } from 'node:path'
import { join } from 'node:path/posix'
import { joiner, nameInside, placeUnder } from '../../lib/assembly/paths'
import { codeOf } from '../support/steps'

describe('placeUnder', () => {
  it.each([
    ['/', '/etc/nats/a', '/etc/nats/a'],
    ['/out/nats1', '/etc/nats/a', '/out/nats1/etc/nats/a'],
    ['out/nats1', 'conf/a', 'out/nats1/conf/a'],
    ['/out', './a', '/out/a'],
  ])('puts %s + %s at %s', (root, path, place) => {
    expect(placeUnder(root, path)).toBe(place)
  })

  it('never leaves the root', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', '...', '~', 'C:', '..\\..', '\0', 'a'), fc.string())
    fc.assert(
      fc.property(fc.array(part), fc.boolean(), (parts, isAbsolute) => {
        const path = (isAbsolute ? '/' : '') + parts.join('/')
        let place: string
        try {
          place = placeUnder('/srv/root', path)
        } catch (error) {
          expect(error).toMatchObject({ code: 'path-escapes' })
          return
        }
        expect(`${resolve(place)}${sep}`.startsWith('/srv/root/')).toBe(true)
        expect(place).not.toContain('\0')
      }),
      { numRuns: 500 },
    )
  })
})

describe('nameInside', () => {
  it.each([
    ['/etc/nats', '/etc/nats/tls/a.crt', 'tls/a.crt'],
    ['/etc/nats/', '/etc/nats/a', 'a'],
    ['/', '/a', 'a'],
    ['.', 'a', 'a'],
    ['conf', 'conf/a', 'a'],
    ['./conf', 'conf/a', 'a'],
  ])('%s holds %s as %s', (configDir, path, name) => {
    expect(nameInside(configDir, path)).toBe(name)
  })

  it.each([
    ['/etc/nats', '/etc/nats'],
    ['/etc/nats', '/etc/natsx'],
    ['/etc/nats', '/etc/nats/../passwd'],
    ['/etc/nats', 'etc/nats/a'],
    ['etc/nats', '/etc/nats/a'],
    ['/etc/nats', '/etc/nats/a\0'],
  ])('%s does not hold %s', (configDir, path) => {
    expect(codeOf(() => nameInside(configDir, path))).toBe('path-escapes')
  })
})

describe('joiner', () => {
  it.each(['/etc/nats', '/', '.', './conf', 'out/nats1/', '/a//b'])(
    'joins names to %s as join does',
    (folder) => {
      const at = joiner(folder)
      expect(['a', 'tls/a.crt', '.hidden'].map(at)).toEqual(
        ['a', 'tls/a.crt', '.hidden'].map((name) => join(folder, name)),
      )
      expect(at('.')).toBe(folder)
    },
  )
})
