// The public API of `natsmith`: constructs to declare with, and the types their props take. Named exports only.
export type { AccountProps, ExportProps, ImportProps, MappingProps, TraceProps } from './constructs/account'
export type { LatencyProps } from './constructs/exports'
export { Account } from './constructs/account'
export type {
  AccountJetStreamProps,
  AccountLimitsProps,
  JetStreamLimitsProps,
} from './constructs/account-limits'
export type { AuthCalloutProps } from './constructs/auth-callout'
export { AuthCallout } from './constructs/auth-callout'
export type { NodeArtifacts, PublicFile, SensitiveFile, TlsArtifacts } from './constructs/artifacts'
export type {
  CertificateAuthorityProps,
  ImportedProps,
  IntermediateProps,
} from './constructs/certificate-authority'
export { CertificateAuthority } from './constructs/certificate-authority'
export type { Acknowledgement, NatsConstructProps } from './constructs/construct'
export { acknowledge, addRules, addTags, moved } from './constructs/construct'
export type { Deployment } from './constructs/deployment'
export { deployment, isDeployment } from './constructs/deployment'
export type { Grant, GrantedSubjects } from './constructs/grant'
export type { MicroServiceGrantProps, ServeGrantProps } from './constructs/grants'
export { grants } from './constructs/grants'
export type { KeyValueAccess, KeyValueGrantProps, ObjectStoreAccess } from './constructs/grants-stores'
export type {
  ConsumeGrantProps,
  DurableGrantProps,
  JetStreamApiProps,
  OrderedGrantProps,
} from './constructs/grants-streams'
export type { LeafNodeProps } from './constructs/leaf-node'
export { LeafNode } from './constructs/leaf-node'
export type { LeafRemoteProps } from './constructs/leaf-remote'
export { LeafRemote } from './constructs/leaf-remote'
export type { MappingDestination } from './constructs/mappings'
export type { NatsClusterProps, RoutesProps } from './constructs/nats-cluster'
export { NatsCluster } from './constructs/nats-cluster'
export type { NatsSystemProps } from './constructs/nats-system'
export { NatsSystem } from './constructs/nats-system'
export type { OperatorProps } from './constructs/operator'
export { Operator } from './constructs/operator'
export type { ResolverProps } from './constructs/resolver'
export type { ActivationRevocationProps, RevocationProps } from './constructs/revocations'
export type { SigningKeyProps, UserScopeProps } from './constructs/signing-keys'
export type { TimeProps, UserRestrictionsProps } from './constructs/user-restrictions'
export type { NodeProps } from './constructs/nodes'
export type { AllowResponses, Permissions, SubjectRules } from './constructs/permissions'
export type {
  AuthorizationProps,
  FileOwnerProps,
  JetStreamProps,
  LeafnodesProps,
  LimitsProps,
  LoggingProps,
  MonitoringProps,
  ServersProps,
} from './constructs/servers-props'
export type {
  ForeignCertificate,
  GivenCertificate,
  PinSource,
  SurfaceTlsProps,
  TlsProps,
  TlsSurfaceFields,
  TrustSource,
} from './constructs/tls-props'
export type { ListenerSurface, TlsSurfaceProps } from './constructs/tls-surface'
export { TlsSurface } from './constructs/tls-surface'
export type {
  HashedPasswordProps,
  Password,
  PasswordText,
  UserCertificateProps,
  UserProps,
} from './constructs/user'
export { User } from './constructs/user'
export type { Compression, ConnectionType, DistinguishedNamePart, Model } from './model/model'
export type { Rule, RuleContext, Violation } from './model/rule'
export type { ConfMap, ConfPath, ConfScalar, ConfValue } from './values/conf'
export type { Duration } from './values/duration'
export type { Finding, Severity } from './values/finding'
export { FindingsError, NatsmithError } from './values/finding'
export { Secret } from './values/secret'
export type { ServerLine, ServerVersion } from './values/server-version'
export type { Size } from './values/size'
export type { SurfaceName } from './values/surfaces'
export type { CipherSuite, Curve, KeyAlgorithm, TlsVersion } from './values/tls-names'
