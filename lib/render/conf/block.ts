// In: the options of a block, those that are not set undefined. Out: the block as it stands in a conf.
import type { ConfMap, ConfValue } from '../../values/conf'
import { defined } from '../../values/defined'

/** `options` without those that are undefined, in their order. */
export function block(options: Readonly<Record<string, ConfValue | undefined>>): ConfMap {
  return defined(options) as ConfMap
}

/** As {@link block}; undefined where nothing is set, so that an empty block is left out. */
export function blockUnlessEmpty(
  options: Readonly<Record<string, ConfValue | undefined>>,
): ConfMap | undefined {
  const set = block(options)
  return Object.keys(set).length === 0 ? undefined : set
}
