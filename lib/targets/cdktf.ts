// natsmith/cdktf: a stack of cdktf that hosts a deployment. The only file that imports cdktf.
import { File } from '@cdktf/provider-local/lib/file'
import { LocalProvider } from '@cdktf/provider-local/lib/provider'
import { SensitiveFile } from '@cdktf/provider-local/lib/sensitive-file'
import { Annotations, App, Lazy, TerraformOutput, TerraformProvider, TerraformStack } from 'cdktf'
import type { Construct } from 'constructs'
import { rememberFor } from '../values/remember'
import { hostIn, ownScope, type NatsStackProps, type StackHost } from './terraform'
import type { Engine } from './terraform-engine'

export type { NatsStackProps } from './terraform'

const ENGINE: Engine<File | SensitiveFile> = {
  fork: { Annotations, App, Lazy, TerraformOutput, TerraformProvider },
  provider: (scope, id) => new LocalProvider(scope, id),
  file: (scope, id, isSensitive, config) => {
    const file = isSensitive ? new SensitiveFile(scope, id, config) : new File(scope, id, config)
    file.overrideLogicalId(id)
    return file
  },
  // The engine looks for references between stacks once, and knows each by its object.
  filename: rememberFor((file) => file.filename),
}

/**
 * A stack that hosts a deployment: the one it is given, or the constructs that a subclass declares in it. When the app is
 * synthesized, every file becomes a `local_file` or `local_sensitive_file`, by reference to a staged copy, so that no secret
 * is in `cdk.tf.json`, the plan or the state. They are declared by `prepareStack()`, before Aspects visit the stack: yours
 * see them, and what your Aspects declare of natsmith's in turn is a finding, `declared-too-late`. Findings, a key that is not issued among
 * them, are errors of cdktf's own validation.
 *
 * @example `new NatsStack(app, 'prod', { deployment })`
 * @throws FindingsError for props, and from `toTerraform()` for what blocks where validation did not run (`Testing.synth`);
 * NatsmithError `nested-deployment` in another NatsStack, `other-fork` for an app of cdktn
 */
export class NatsStack extends TerraformStack {
  readonly #host: StackHost

  constructor(scope: Construct, id: string, props: NatsStackProps = {}) {
    super(ownScope(scope, 'cdktf'), id)
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
