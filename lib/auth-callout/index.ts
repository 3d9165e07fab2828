// `natsmith/auth-callout`: for the service that decides, in the place of nats-server, who is let in. In: what servers ask, and
// `callout.json`. Out: answers. It needs no other part of natsmith, and no client of NATS in particular.
export type { AllowResponses, Permissions, SubjectRules } from '../constructs/permissions'
export type { ClientInformation, ClientTls, ConnectOptions, ServerId } from '../jwt/authorization'
export type { Duration } from '../values/duration'
export { FindingsError, NatsmithError } from '../values/finding'
export type { Allowed } from './answer'
export { allow, refuse } from './answer'
export type { CalloutRequest, Headers } from './request'
export { readRequest, REQUEST_SUBJECT } from './request'
export type { Connection, Decision, Message, Service } from './serve'
export { serve } from './serve'
export type { Callout, CalloutSettings, Means } from './settings'
export { readCallout } from './settings'
