// In: a conf and the overrides of its servers. Out: the conf with each override at its place, every option in natsmith's
// spelling.
import type { Override } from '../../model/model'
import type { ConfMap, ConfPath, ConfValue } from '../../values/conf'
import { isConfArray, isConfMap } from '../../values/conf'
import { NatsmithError } from '../../values/finding'
import type { Place } from './spelling'
import { spell, spellPath, within } from './spelling'

/** @throws NatsmithError `conf-override-not-applicable`, `conf-override-other-spelling` */
export function applyOverrides(conf: ConfMap, overrides: readonly Override[]): ConfMap {
  return overrides.reduce((map, override) => {
    const path = spellPath(override.conf)
    const place = path.reduce<Place>(within, [])
    const value = spellValue(override.value, place, override)
    const [key, ...rest] = path
    return typeof key === 'string' ? inMap(map, key, rest, [], { ...override, value }) : map
  }, conf)
}

/** `value` with the options in it in natsmith's spelling. */
function spellValue(value: ConfValue, place: Place, override: Override): ConfValue {
  if (isConfArray(value)) return value.map((element, i) => spellValue(element, within(place, i), override))
  if (!isConfMap(value)) return value
  return Object.entries(value).reduce<ConfMap>((map, [given, inner]) => {
    const key = spell(place, given)
    refuseOther(map, key, place, override)
    if (Object.hasOwn(map, key)) throw otherSpelling(override, key)
    return { ...map, [key]: spellValue(inner, within(place, key), override) }
  }, {})
}

function put(value: ConfValue | undefined, path: ConfPath, place: Place, override: Override): ConfValue {
  const [key, ...rest] = path
  if (key === undefined) return override.value
  if (typeof key === 'number') return inArray(value ?? [], key, rest, place, override)
  return inMap(value ?? {}, key, rest, place, override)
}

function inArray(
  value: ConfValue,
  position: number,
  rest: ConfPath,
  place: Place,
  override: Override,
): ConfValue {
  if (!isConfArray(value)) throw notApplicable(override, 'has a number where there is no list')
  if (position > value.length) throw notApplicable(override, 'has a number past the end of a list')
  return value.toSpliced(position, 1, put(value[position], rest, within(place, position), override))
}

function inMap(value: ConfValue, key: string, rest: ConfPath, place: Place, override: Override): ConfMap {
  if (!isConfMap(value))
    throw notApplicable(override, `has the key ${JSON.stringify(key)} where there is no block`)
  refuseOther(value, key, place, override)
  const inner = Object.hasOwn(value, key) ? value[key] : undefined
  return { ...value, [key]: put(inner, rest, within(place, key), override) }
}

/** Options that say the same in several ways: of two of them nats-server takes either, by chance (the order of Go's maps). */
const ALTERNATIVES = [
  ['listen', 'host'],
  ['listen', 'port'],
  ['http', 'http_port'],
  ['https', 'https_port'],
]
/** The blocks that have them; what is in `accounts` has options of these names that are something else. */
const LISTENERS: readonly unknown[] = [undefined, 'cluster', 'leafnodes', 'gateway', 'websocket', 'mqtt']

function refuseOther(block: ConfMap, key: string, place: Place, override: Override): void {
  if (place.length > 1 || !LISTENERS.includes(place[0])) return
  const other = ALTERNATIVES.filter((pair) => pair.includes(key))
    .flat()
    .find((name) => name !== key && Object.hasOwn(block, name))
  if (other !== undefined) throw otherSpelling(override, other)
}

function notApplicable({ path, conf }: Override, why: string): NatsmithError {
  return new NatsmithError(
    'conf-override-not-applicable',
    `${path}: addConfOverride(${JSON.stringify(conf)}) ${why}`,
    'give a path of keys, and of positions in lists that are there; natsmith synth shows the conf',
  )
}

function otherSpelling({ path, conf }: Override, set: string): NatsmithError {
  return new NatsmithError(
    'conf-override-other-spelling',
    `${path}: addConfOverride(${JSON.stringify(conf)}) sets what ${JSON.stringify(set)} sets already`,
    `set ${JSON.stringify(set)} alone`,
  )
}
