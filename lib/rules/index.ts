// Every rule of natsmith's own, by code, and what can be said about any code.
//
// To add a rule: write `lib/rules/<code>.ts` with a `BuiltInRule` whose code is the file's name, list it here, and write
// `test/rules/<code>.test.ts` with `describeRule`: a program on which it fires, programs on which it is quiet. The test
// holds `example` to what the rule really says. `npm run docs` then puts it into docs/rules.md. A rule that is new in a
// minor version enters it as a warning. What two rules need stands in support/, or in lib/model/query.ts.
import type { BuiltInRule, Explanation, Rule } from '../model/rule'
import { sortBy } from '../values/sort'
import { accountOfOtherSystem } from './account-of-other-system'
import { accountsWithoutEffect } from './accounts-without-effect'
import { allowDenied } from './allow-denied'
import { anonymousAccess } from './anonymous-access'
import { authCalloutAccounts } from './auth-callout-accounts'
import { authCalloutDecides } from './auth-callout-decides'
import { authCalloutIdentityKey } from './auth-callout-identity-key'
import { authCalloutOwnersKey } from './auth-callout-owners-key'
import { authCalloutUnencrypted } from './auth-callout-unencrypted'
import { authCalloutUsers } from './auth-callout-users'
import { authorityInUse } from './authority-in-use'
import { authorityWithoutRoot } from './authority-without-root'
import { bcryptCost } from './bcrypt-cost'
import { bearerToken } from './bearer-token'
import { certificateNotValid } from './certificate-not-valid'
import { certificateOfAnother } from './certificate-of-another'
import { certificateOutlivesAuthority } from './certificate-outlives-authority'
import { certificateUsages } from './certificate-usages'
import { certificateWithoutIssuer } from './certificate-without-issuer'
import { cipherSuiteMismatch } from './cipher-suite-mismatch'
import { ciphersWithoutEffect } from './ciphers-without-effect'
import { clockAhead } from './clock-ahead'
import { clockBehind } from './clock-behind'
import { confOverride } from './conf-override'
import { configModeOnly } from './config-mode-only'
import { denyBeforeImport } from './deny-before-import'
import { denyWithoutEffect } from './deny-without-effect'
import { dottedAccountName } from './dotted-account-name'
import { drainsStream } from './drains-stream'
import { duplicateIdentity } from './duplicate-identity'
import { duplicateImport } from './duplicate-import'
import { duplicateLeafRemote } from './duplicate-leaf-remote'
import { duplicateTlsSurface } from './duplicate-tls-surface'
import { duplicateUser } from './duplicate-user'
import { handshakeFirstMismatch } from './handshake-first-mismatch'
import { hoursPastMidnight } from './hours-past-midnight'
import { httpsWithoutTls } from './https-without-tls'
import { hubWithoutLeafnodes } from './hub-without-leafnodes'
import { importCycle } from './import-cycle'
import { importWithoutExport } from './import-without-export'
import { jetstreamDomain } from './jetstream-domain'
import { jetstreamEvenCluster } from './jetstream-even-cluster'
import { jetstreamModeSwitch } from './jetstream-mode-switch'
import { jetstreamOnSystemAccount } from './jetstream-on-system-account'
import { jetstreamOvercommitted } from './jetstream-overcommitted'
import { jetstreamWithoutLimit } from './jetstream-without-limit'
import { jetstreamWithoutPeers } from './jetstream-without-peers'
import { jetstreamWithoutSystemAccount } from './jetstream-without-system-account'
import { jetstreamWithoutServers } from './jetstream-without-servers'
import { keyOfAnother } from './key-of-another'
import { knownUrlsByIp } from './known-urls-by-ip'
import { leafLoop } from './leaf-loop'
import { leafPermissionsUnenforced } from './leaf-permissions-unenforced'
import { limitExceeded } from './limit-exceeded'
import { literalWildcard } from './literal-wildcard'
import { mappingWithoutWeight } from './mapping-without-weight'
import { mixedTrust } from './mixed-trust'
import { monitoringExposed } from './monitoring-exposed'
import { nameNotInCertificate } from './name-not-in-certificate'
import { noAuthUser } from './no-auth-user'
import { operatorModeOnly } from './operator-mode-only'
import { optionTooNew } from './option-too-new'
import { overlappingExports } from './overlapping-exports'
import { overlappingImports } from './overlapping-imports'
import { overlappingMappings } from './overlapping-mappings'
import { pathNotExpanded } from './path-not-expanded'
import { payloadOverPending } from './payload-over-pending'
import { peersTrustClients } from './peers-trust-clients'
import { permissionBeforeMapping } from './permission-before-mapping'
import { pinWithoutCertificate } from './pin-without-certificate'
import { plaintextListener } from './plaintext-listener'
import { portCollision } from './port-collision'
import { probableRename } from './probable-rename'
import { proxyWithoutTrust } from './proxy-without-trust'
import { queueBesideTemplate } from './queue-beside-template'
import { queueDenyUnenforced } from './queue-deny-unenforced'
import { queueWithoutEffect } from './queue-without-effect'
import { reachesSystemApi } from './reaches-system-api'
import { redundantPermission } from './redundant-permission'
import { requestWithoutInbox } from './request-without-inbox'
import { resolverWithoutSystemAccount } from './resolver-without-system-account'
import { responsesWithoutEffect } from './responses-without-effect'
import { revocationForgotten } from './revocation-forgotten'
import { revocationOfNobody } from './revocation-of-nobody'
import { revokedImport } from './revoked-import'
import { revokedUser } from './revoked-user'
import { revokedUserReturns } from './revoked-user-returns'
import { scopedUserWithPermissions } from './scoped-user-with-permissions'
import { severalAuthCallouts } from './several-auth-callouts'
import { severalOperators } from './several-operators'
import { sharedDirectory } from './shared-directory'
import { sharedInbox } from './shared-inbox'
import { strictWithoutSigningKey } from './strict-without-signing-key'
import { systemAccountDiffers } from './system-account-differs'
import { systemAccountShared } from './system-account-shared'
import { systemAccountUnused } from './system-account-unused'
import { templatePartOfToken } from './template-part-of-token'
import { templateUnknown } from './template-unknown'
import { templateWildcard } from './template-wildcard'
import { templateWithoutScope } from './template-without-scope'
import { tlsWithoutListener } from './tls-without-listener'
import { tlsWithoutTrust } from './tls-without-trust'
import { tokenWithUsers } from './token-with-users'
import { traceLogging } from './trace-logging'
import { unknownSigningKey } from './unknown-signing-key'
import { unlimitedResponses } from './unlimited-responses'
import { unreachableConnectionType } from './unreachable-connection-type'
import { unreachableIdentity } from './unreachable-identity'
import { untrustedCertificate } from './untrusted-certificate'
import { weakCertificate } from './weak-certificate'
import { weakPassword } from './weak-password'
import { widerThanExports } from './wider-than-exports'
import { wildcardGrantsMore } from './wildcard-grants-more'
import { wildcardMissed } from './wildcard-missed'
import { OWN_CODES } from './own-codes'

export const RULES: readonly BuiltInRule[] = [
  accountOfOtherSystem,
  accountsWithoutEffect,
  allowDenied,
  anonymousAccess,
  authCalloutAccounts,
  authCalloutDecides,
  authCalloutIdentityKey,
  authCalloutOwnersKey,
  authCalloutUnencrypted,
  authCalloutUsers,
  authorityInUse,
  authorityWithoutRoot,
  bcryptCost,
  bearerToken,
  certificateNotValid,
  certificateOfAnother,
  certificateOutlivesAuthority,
  certificateUsages,
  certificateWithoutIssuer,
  cipherSuiteMismatch,
  ciphersWithoutEffect,
  clockAhead,
  clockBehind,
  confOverride,
  configModeOnly,
  denyBeforeImport,
  denyWithoutEffect,
  dottedAccountName,
  drainsStream,
  duplicateIdentity,
  duplicateImport,
  duplicateLeafRemote,
  duplicateTlsSurface,
  duplicateUser,
  handshakeFirstMismatch,
  hoursPastMidnight,
  httpsWithoutTls,
  hubWithoutLeafnodes,
  importCycle,
  importWithoutExport,
  jetstreamDomain,
  jetstreamEvenCluster,
  jetstreamModeSwitch,
  jetstreamOnSystemAccount,
  jetstreamOvercommitted,
  jetstreamWithoutLimit,
  jetstreamWithoutPeers,
  jetstreamWithoutServers,
  jetstreamWithoutSystemAccount,
  keyOfAnother,
  knownUrlsByIp,
  leafLoop,
  leafPermissionsUnenforced,
  limitExceeded,
  literalWildcard,
  mappingWithoutWeight,
  mixedTrust,
  monitoringExposed,
  nameNotInCertificate,
  noAuthUser,
  operatorModeOnly,
  optionTooNew,
  overlappingExports,
  overlappingImports,
  overlappingMappings,
  pathNotExpanded,
  payloadOverPending,
  peersTrustClients,
  permissionBeforeMapping,
  pinWithoutCertificate,
  plaintextListener,
  portCollision,
  probableRename,
  proxyWithoutTrust,
  queueBesideTemplate,
  queueDenyUnenforced,
  queueWithoutEffect,
  reachesSystemApi,
  redundantPermission,
  requestWithoutInbox,
  resolverWithoutSystemAccount,
  responsesWithoutEffect,
  revocationForgotten,
  revocationOfNobody,
  revokedImport,
  revokedUser,
  revokedUserReturns,
  scopedUserWithPermissions,
  severalAuthCallouts,
  severalOperators,
  sharedDirectory,
  sharedInbox,
  strictWithoutSigningKey,
  systemAccountDiffers,
  systemAccountShared,
  systemAccountUnused,
  templatePartOfToken,
  templateUnknown,
  templateWildcard,
  templateWithoutScope,
  tlsWithoutListener,
  tlsWithoutTrust,
  tokenWithUsers,
  traceLogging,
  unknownSigningKey,
  unlimitedResponses,
  unreachableConnectionType,
  unreachableIdentity,
  untrustedCertificate,
  weakCertificate,
  weakPassword,
  widerThanExports,
  wildcardGrantsMore,
  wildcardMissed,
]

/** Every code that a finding can have, sorted, those of `added` rules aside. */
export const EXPLANATIONS: readonly Required<Explanation>[] = sortBy(
  [...RULES, ...OWN_CODES],
  ({ code }) => code,
)

/** What there is to say about `code`: also about one of the `added` rules, those of a program. */
export function explain(code: string, added: readonly Rule[] = []): Explanation | undefined {
  return [...EXPLANATIONS, ...added].find((explanation) => explanation.code === code)
}
