// Which releases decide otherwise than the newest.
import { behaviourOf, type Behaviour } from '../../lib/permissions/behaviour'
import { parseServerVersion } from '../../lib/values/server-version'

it.each<[keyof Behaviour, readonly string[], readonly string[]]>([
  [
    'literalHidesWildcard',
    ['2.10.22', '2.10', '2.11.11', '2.12.3'],
    ['2.10.21', '2.11.12', '2.12.4', '2.14.0'],
  ],
  ['queueDenyDecides', ['2.10', '2.11.15', '2.12.6'], ['2.11.16', '2.12.7', '2.14.0']],
  ['filterNeedsWider', ['2.10', '2.11.15', '2.12.6'], ['2.11.16', '2.12.7', '2.14.0']],
  ['filterKnowsQueues', ['2.12.14', '2.14.4', '2.15'], ['2.10', '2.11', '2.12.13', '2.14.3']],
  ['refusesRaft', ['2.11.0', '2.15'], ['2.10']],
  ['leafHeldToExported', ['2.10', '2.12', '2.14', '2.15.0'], ['2.15.1', '2.15']],
  ['fillsWholeTokens', ['2.10.0', '2.10'], ['2.11.0', '2.15']],
])('%s', (behaviour, has, hasNot) => {
  const said = (version: string): boolean => behaviourOf(parseServerVersion(version))[behaviour]
  expect(has.filter(said)).toEqual(has)
  expect(hasNot.filter(said)).toEqual([])
})
