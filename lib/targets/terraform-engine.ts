// What natsmith needs of cdktf and of its fork, which have the same. Out: types, and what their syntax wants of a text.
import type { Construct } from 'constructs'

/** A file as the local provider places it. */
export interface FileConfig<F> {
  readonly filename: string
  readonly source: string
  readonly filePermission: string
  readonly directoryPermission: string
  readonly dependsOn?: F[]
  readonly lifecycle?: { readonly createBeforeDestroy: boolean; readonly ignoreChanges: string[] }
}

/** The classes of a fork, as far as all forks have the same. */
export interface Fork {
  readonly App: { of(construct: Construct): App }
  readonly Annotations: { of(construct: Construct): { addWarning(message: string): void } }
  readonly Lazy: {
    stringValue(producer: { produce(context: { suppressBraces?: boolean }): string }): string
  }
  readonly TerraformOutput: new (
    scope: Construct,
    id: string,
    config: { value: unknown; description: string },
  ) => unknown
  readonly TerraformProvider: { isTerraformProvider(construct: unknown): construct is LocalProvider }
}

export interface App {
  readonly outdir: string
  readonly manifest: { readonly outdir: string }
}

interface LocalProvider {
  readonly terraformResourceType: string
  readonly alias?: string | undefined
}

/** A fork, and how it has the resources of the local provider. `F` is a file. */
export interface Engine<F> {
  readonly fork: Fork
  /** Makes the local provider. */
  readonly provider: (scope: Construct, id: string) => void
  /** A `local_sensitive_file`, or a `local_file`. */
  readonly file: (scope: Construct, id: string, isSensitive: boolean, config: FileConfig<F>) => F
  /** A reference to the path of a file. */
  readonly filename: (file: F) => string
}

/** Whether the stack has a local provider that resources use without naming it. */
export const hasProvider = (stack: Construct, { TerraformProvider }: Fork): boolean =>
  stack.node
    .findAll()
    .some(
      (construct) =>
        TerraformProvider.isTerraformProvider(construct) &&
        construct.terraformResourceType === 'local' &&
        construct.alias === undefined,
    )

/** `text` as Terraform takes it for nothing but text. */
export const literal = (text: string): string =>
  text.replace(/[$%]\{/g, (begin) => `${begin.charAt(0)}${begin}`)

/** The same as an expression: in quotes. */
export const quoted = (text: string): string => literal(JSON.stringify(text))
