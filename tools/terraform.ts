// What OpenTofu and Terraform are run with here. In: the environment. Out: the same, with the provider from the cache in the
// place of a registry, and nobody asked for newer versions.
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'

import { need } from './install'
import { cacheRoot, findCommand, type Environment } from './locate'
import { programs } from './programs'

/** The namespaces in which OpenTofu and Terraform look for `hashicorp/local`. */
const NAMESPACES = ['registry.opentofu.org', 'registry.terraform.io']

/**
 * The version that cdktf's `provider-local` 11.1 and natsmith/cdktn name, and that of the one release whose source a registry has:
 * the provider is served as both.
 */
export const LOCAL_VERSIONS = ['2.6.1', programs['terraform-provider-local'].version] as const

/** The binaries to run stacks with: OpenTofu, and Terraform where it is on PATH. */
export function terraforms(env: Environment = process.env): Readonly<Record<string, string>> {
  const terraform = findCommand('terraform', env)
  return { tofu: need('tofu', env), ...(terraform !== undefined && { terraform }) }
}

export function terraformEnvironment(env: Environment = process.env): Environment {
  return {
    ...env,
    TERRAFORM_BINARY_NAME: env['TERRAFORM_BINARY_NAME'] ?? need('tofu', env),
    TF_CLI_CONFIG_FILE: cliConfig(need('terraform-provider-local', env), env),
    TF_IN_AUTOMATION: '1',
    CHECKPOINT_DISABLE: '1',
    DISABLE_VERSION_CHECK: '1',
  }
}

/** A CLI configuration beside a mirror that holds nothing but the provider; made once for each build of it. */
function cliConfig(provider: string, env: Environment): string {
  const build = dirname(provider).split('/').at(-1) ?? ''
  const folder = join(cacheRoot(env), 'terraform-mirror', `${build}-${LOCAL_VERSIONS.join('-')}`)
  const file = join(folder, 'terraform.rc')
  if (existsSync(file)) return file
  const temporary = `${folder}-${randomUUID()}`
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  for (const namespace of NAMESPACES)
    for (const version of LOCAL_VERSIONS) {
      const own = join(
        temporary,
        namespace,
        'hashicorp/local',
        version,
        `${process.platform}_${architecture}`,
      )
      mkdirSync(own, { recursive: true })
      symlinkSync(provider, join(own, `terraform-provider-local_v${version}`))
    }
  const mirror = `filesystem_mirror { path = ${JSON.stringify(folder)} }`
  writeFileSync(join(temporary, 'terraform.rc'), `provider_installation {\n  ${mirror}\n}\n`)
  try {
    renameSync(temporary, folder)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    if (!existsSync(file)) throw error
  }
  return file
}
