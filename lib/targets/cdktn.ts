// natsmith/cdktn: a stack of cdktn that hosts a deployment. The only file that imports cdktn.
import {
  Annotations,
  App,
  Lazy,
  TerraformOutput,
  TerraformProvider,
  TerraformResource,
  TerraformStack,
} from 'cdktn'
import type { Construct } from 'constructs'
import { rememberFor } from '../values/remember'
import { hostIn, ownScope, type NatsStackProps, type StackHost } from './terraform'
import type { Engine, FileConfig } from './terraform-engine'

export type { NatsStackProps } from './terraform'

/** The local provider in the version for which `@cdktf/provider-local` was made, so that both forks share a mirror and a state. */
const GENERATOR = { providerName: 'local', providerVersion: '2.6.1', providerVersionConstraint: '~> 2.1' }

class LocalProvider extends TerraformProvider {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      terraformResourceType: 'local',
      terraformGeneratorMetadata: GENERATOR,
      terraformProviderSource: 'hashicorp/local',
    })
  }
}

class LocalFile extends TerraformResource {
  readonly #config: FileConfig<LocalFile>

  constructor(scope: Construct, id: string, isSensitive: boolean, config: FileConfig<LocalFile>) {
    super(scope, id, {
      terraformResourceType: isSensitive ? 'local_sensitive_file' : 'local_file',
      terraformGeneratorMetadata: GENERATOR,
      ...config,
    })
    this.#config = config
  }

  protected override synthesizeAttributes(): Readonly<Record<string, string>> {
    const { filename, source, filePermission, directoryPermission } = this.#config
    return {
      filename,
      source,
      file_permission: filePermission,
      directory_permission: directoryPermission,
    }
  }

  protected override synthesizeHclAttributes(): Readonly<Record<string, object>> {
    const attributes = Object.entries(this.synthesizeAttributes())
    return Object.fromEntries(
      attributes.map(([name, value]) => [
        name,
        { value, isBlock: false, type: 'simple', storageClassType: 'string' },
      ]),
    )
  }
}

const ENGINE: Engine<LocalFile> = {
  fork: { Annotations, App, Lazy, TerraformOutput, TerraformProvider },
  provider: (scope, id) => new LocalProvider(scope, id),
  file: (scope, id, isSensitive, config) => {
    const file = new LocalFile(scope, id, isSensitive, config)
    file.overrideLogicalId(id)
    return file
  },
  // The engine looks for references between stacks once, and knows each by its object.
  filename: rememberFor((file) => file.getStringAttribute('filename')),
}

/**
 * A stack that hosts a deployment: the one it is given, or the constructs that a subclass declares in it. When the app is
 * synthesized, every file becomes a `local_file` or `local_sensitive_file`, by reference to a staged copy, so that no secret
 * is in `cdk.tf.json`, the plan or the state. They are declared by `prepareStack()`, before Aspects visit the stack: yours
 * see them, and what your Aspects declare of natsmith's in turn is a finding, `declared-too-late`. Findings, a key that is not issued among
 * them, are errors of cdktn's own validation.
 *
 * @example `new NatsStack(app, 'prod', { deployment })`
 * @throws FindingsError for props, and from `toTerraform()` for what blocks where validation did not run (`Testing.synth`);
 * NatsmithError `nested-deployment` in another NatsStack, `other-fork` for an app of cdktf
 */
export class NatsStack extends TerraformStack {
  readonly #host: StackHost

  constructor(scope: Construct, id: string, props: NatsStackProps = {}) {
    super(ownScope(scope, 'cdktn'), id)
    this.#host = hostIn(this, props, ENGINE)
  }

  override prepareStack(): void {
    this.#host.prepare()
    super.prepareStack()
  }

  override toTerraform(): unknown {
    return this.#host.render(() => super.toTerraform() as unknown)
  }

  override toHclTerraform(): ReturnType<TerraformStack['toHclTerraform']> {
    return this.#host.render(() => super.toHclTerraform())
  }
}
