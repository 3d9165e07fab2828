// In: what tools/install.ts brings. Out: an environment in which `pulumi` runs programs in TypeScript and JavaScript. A complete
// installation of Pulumi on PATH is used as it is; else our pulumi gets the plugins of this folder put beside it.
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

import { need } from '../install'
import { isExecutable, type Environment } from '../locate'

const PLUGINS = {
  'pulumi-language-nodejs': 'language.ts',
  'pulumi-resource-pulumi-nodejs': 'dynamic-provider.ts',
}

const ROOT = join(__dirname, '../..')

/** `env` with a complete Pulumi first on PATH, and what keeps it from asking. */
export function pulumiEnvironment(env: Environment = process.env): Environment {
  return {
    ...env,
    PATH: `${pulumiFolder(need('pulumi', env))}:${env['PATH'] ?? ''}`,
    PULUMI_SKIP_UPDATE_CHECK: 'true',
    // Nothing secret is in natsmith's state; a project of yours has a passphrase of its own.
    ...(!('PULUMI_CONFIG_PASSPHRASE_FILE' in env) && {
      PULUMI_CONFIG_PASSPHRASE: env['PULUMI_CONFIG_PASSPHRASE'] ?? '',
    }),
  }
}

/** The folder of a pulumi with its plugins beside it, where it looks for them first. */
function pulumiFolder(pulumi: string): string {
  const own = dirname(realpathSync(pulumi))
  if (Object.keys(PLUGINS).every((name) => isExecutable(join(own, name)))) return own
  const build = createHash('sha256').update(pulumi).digest('hex').slice(0, 16)
  const folder = join(__dirname, 'installed', build)
  if (existsSync(folder)) return folder
  mkdirSync(dirname(folder), { recursive: true })
  const made = mkdtempSync(`${folder}-`)
  place(pulumi, join(made, 'pulumi'))
  for (const [name, file] of Object.entries(PLUGINS)) {
    const [jiti, plugin] = [join(ROOT, 'node_modules/.bin/jiti'), join(__dirname, file)]
    writeFileSync(join(made, name), `#!/bin/sh\nexec '${jiti}' '${plugin}' "$@"\n`, { mode: 0o755 })
  }
  publish(made, folder)
  return folder
}

function place(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}

/** Two may do this at once: whose folder comes first stays, the other's is as good. */
function publish(made: string, folder: string): void {
  try {
    renameSync(made, folder)
  } catch (error) {
    rmSync(made, { recursive: true })
    if (!existsSync(folder)) throw error
  }
}
