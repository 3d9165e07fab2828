// An artifact: one file of one node, before it is anywhere.

/** What a file is for, as manifests say it. */
export const PURPOSES = ['conf', 'certificate', 'key', 'ca', 'jwt', 'credentials'] as const
export type Purpose = (typeof PURPOSES)[number]

export interface Artifact {
  readonly node: string
  /** Where the node finds it: the node's configDir and a name. Absolute, or relative to the server's working directory. */
  readonly path: string
  /** File mode, `0o600`. */
  readonly mode: number
  readonly sensitive: boolean
  readonly purpose: Purpose
  /** Which surface or authority it belongs to, in words: `client`, `cluster`, `hub leafnodes`; `operator` of a JWT. */
  readonly detail: string
  readonly content: string
  /** Milliseconds since 1970: when the certificate that it begins with starts being valid. */
  readonly notBefore?: number
  /** Milliseconds since 1970: when the first certificate in it, or the JWT, stops being valid. */
  readonly notAfter?: number
  /** Identities whose documents are in it. */
  readonly identities: readonly string[]
}
