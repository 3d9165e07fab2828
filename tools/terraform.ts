// What OpenTofu and Terraform are run with here. In: the environment. Out: the same, with the provider from the cache in the
// place of a registry, under the version that @cdktf/provider-local names, and nobody asked for newer versions.
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'

import { need } from './install'
import { cacheRoot, findCommand, type Environment } from './locate'

/** The namespaces in which OpenTofu and Terraform look for `hashicorp/local`. */
const NAMESPACES = ['registry.opentofu.org', 'registry.terraform.io']

// By @cdktf/provider-local 11.1, and by natsmith/cdktn.
const VERSION = '2.6.1'

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
  const folder = join(cacheRoot(env), 'terraform-mirror', dirname(provider).split('/').at(-1) ?? '')
  const file = join(folder, 'terraform.rc')
  if (existsSync(file)) return file
  const temporary = `${folder}-${randomUUID()}`
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch
  for (const namespace of NAMESPACES) {
    const own = join(temporary, namespace, 'hashicorp/local', VERSION, `${process.platform}_${architecture}`)
    mkdirSync(own, { recursive: true })
    symlinkSync(provider, join(own, `terraform-provider-local_v${VERSION}`))
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
