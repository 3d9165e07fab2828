// The public API of `natsmith`: constructs to declare with, and the types their props take. Named exports only.
export type { AccountProps, ExportProps, ImportProps, MappingProps } from './constructs/account'
export { Account } from './constructs/account'
export type { CertificateAuthorityProps } from './constructs/certificate-authority'
export { CertificateAuthority } from './constructs/certificate-authority'
export type { Acknowledgement, NatsConstructProps } from './constructs/construct'
export { acknowledge, addRules, addTags, moved } from './constructs/construct'
export type { Deployment } from './constructs/deployment'
export { deployment, isDeployment } from './constructs/deployment'
export type { LeafNodeProps } from './constructs/leaf-node'
export { LeafNode } from './constructs/leaf-node'
export type { LeafRemoteProps } from './constructs/leaf-remote'
export { LeafRemote } from './constructs/leaf-remote'
export type { NatsClusterProps } from './constructs/nats-cluster'
export { NatsCluster } from './constructs/nats-cluster'
export type { NatsSystemProps } from './constructs/nats-system'
export { NatsSystem } from './constructs/nats-system'
export type { Permissions, SubjectRules } from './constructs/permissions'
export type { NodeProps, ServersProps } from './constructs/servers'
export type {
  ForeignCertificate,
  PinSource,
  SurfaceTlsProps,
  TlsProps,
  TlsSurfaceProps,
  TrustSource,
} from './constructs/tls-surface'
export { TlsSurface } from './constructs/tls-surface'
export type { Password, UserCertificateProps, UserProps } from './constructs/user'
export { User } from './constructs/user'
export type { Model } from './model/model'
export type { Rule, RuleContext, Violation } from './model/rule'
export type { Duration } from './values/duration'
export type { Finding, Severity } from './values/finding'
export { FindingsError, NatsmithError } from './values/finding'
export { Secret } from './values/secret'
export type { ServerVersion } from './values/server-version'
export type { Size } from './values/size'
export type { SurfaceName } from './values/surfaces'
export type { CipherSuite, Curve, KeyAlgorithm, TlsVersion } from './values/tls-names'
