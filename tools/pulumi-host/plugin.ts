// What Pulumi's plugins have in common. In: the process that started this one. Out: this one ends when it does.
import { createRequire } from 'node:module'
import { join } from 'node:path'

const PARENT = process.ppid

/** A plugin whose engine was killed serves nobody. */
export function endWithParent(): void {
  setInterval(() => {
    if (process.ppid !== PARENT) process.exit(1)
  }, 500).unref()
}

/** `module` of Pulumi's SDK as the project in `folder` has it, else as natsmith's own checkout. */
export function inSdk(folder: string, module: string): string {
  const name = `@pulumi/pulumi/${module}`
  try {
    return createRequire(join(folder, 'package.json')).resolve(name)
  } catch {
    return require.resolve(name)
  }
}
