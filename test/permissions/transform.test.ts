// What mappings make of subjects, as far as running servers do not show it (test/oracle/permissions): chance, weights, clusters.
import type { Mapping } from '../../lib/model/model'
import { outcomesOf, transformed } from '../../lib/permissions/transform'

const mapping = (source: string, ...destinations: Mapping['destinations']): Mapping => ({
  source,
  destinations,
})

it.each([
  ['a.*.*', 'b.$2.{{wildcard(1)}}', 'a.x.y', ['b.y.x']],
  ['a.>', 'b.c.>', 'a.x.y', ['b.c.x.y']],
  ['*', 'b.{{left(1,2)}}.{{right(1,2)}}', 'hello', ['b.he.lo']],
  ['*', '{{sliceFromRight(1,2)}}', 'hello', ['h.el.lo']],
  ['*', 'r.{{random(3)}}', 'x', ['r.0', 'r.1', 'r.2']],
  ['a', 'p.{{partition(2)}}', 'a', ['p.0', 'p.1']],
])('%s as %s: %s', (source, destination, subject, made) => {
  expect(transformed(source, destination, subject)).toEqual(made)
})

it('shares messages by weight, and leaves the rest where it is', () => {
  const some = mapping('a.*', { destination: 'b.$1', weight: 20 }, { destination: 'c', weight: 30 })
  expect(outcomesOf([some], 'a.x', 'hub')).toMatchObject([
    { subject: 'b.x', percent: 20 },
    { subject: 'c', percent: 30 },
    { subject: 'a.x', percent: 50 },
  ])
})

it('loses what is missing, where the source is one of its own destinations', () => {
  const lossy = mapping('a', { destination: 'a', weight: 40 })
  expect(outcomesOf([lossy], 'a', 'hub')).toMatchObject([
    { subject: 'a', percent: 40 },
    { subject: undefined, percent: 60 },
  ])
})

it('has destinations of a cluster there, and the others elsewhere', () => {
  const far = mapping('a', { destination: 'b' }, { destination: 'c', cluster: 'far' })
  expect(outcomesOf([far], 'a', 'far').map(({ subject }) => subject)).toEqual(['c'])
  expect(outcomesOf([far], 'a', 'hub').map(({ subject }) => subject)).toEqual(['b'])
})

it('leaves everything else as it is', () => {
  expect(outcomesOf([mapping('a', { destination: 'b' })], 'c', 'hub')).toEqual([
    { subject: 'c', percent: 100 },
  ])
})
