// The public API of @acme/nats-constructs.
export { acmeRules } from './rules'
export { StandardAccount, type StandardAccountProps } from './standard-account'
