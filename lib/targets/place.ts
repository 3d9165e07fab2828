// In: a path, of which not everything need be there. Out: the one way to write it: absolute, and through no link.
import { realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'

/** Two paths are the same place when this is the same of both. */
export function realPlace(path: string): string {
  const absolute = resolve(path)
  try {
    return realpathSync(absolute)
  } catch {
    const above = dirname(absolute)
    return above === absolute ? absolute : join(realPlace(above), basename(absolute))
  }
}
