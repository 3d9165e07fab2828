// In: an operator, and what was issued for it. Out: what the record says of it. No JWT is in it.
import { hash } from 'node:crypto'
import { tagsOf } from '../model/claims-user'
import { jwtIdentity, nkeyIdentity, operatorIdentity, signingIdentity } from '../model/identity'
import type { Materials } from '../model/materials'
import type { Operator } from '../model/model'
import { block, blockUnlessEmpty } from '../render/conf/block'
import type { ConfMap } from '../values/conf'
import { formatDuration } from '../values/duration'

/** What tells a JWT from another one in a record. */
export const jwtFingerprint = (token: string): string => hash('sha256', token).slice(0, 16)

export const operatorWords =
  (materials: Materials) =>
  (operator: Operator): ConfMap => {
    const { name, signingKeys, strictSigningKeys, accountServerUrl, serviceUrls, validity } = operator
    const identity = operatorIdentity(operator)
    return block({
      name,
      nkey: materials.nkey(nkeyIdentity(identity)).publicKey,
      jwt: jwtFingerprint(materials.jwt(jwtIdentity(identity)).token),
      signing_keys: blockUnlessEmpty(
        Object.fromEntries(
          signingKeys.map((key) => [key, materials.nkey(signingIdentity(identity, key)).publicKey]),
        ),
      ),
      strict_signing_keys: strictSigningKeys ? true : undefined,
      account_server_url: accountServerUrl,
      service_urls: serviceUrls.length === 0 ? undefined : serviceUrls,
      assert_server_version: operator.assertServerVersion,
      validity: validity === undefined ? undefined : formatDuration(validity),
      ...tagsOf(operator),
    })
  }
